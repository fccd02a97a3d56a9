namespace Pulumi.Experimental.Provider;

/// <summary>What a parameterised provider is made from.</summary>
public abstract class Parameters;

public sealed class ParametersArgs(ImmutableArray<string> args) : Parameters
{
    public ImmutableArray<string> Args { get; } = args;
}

public sealed class ParametersValue(string name, string version, ImmutableArray<byte> value) : Parameters
{
    public string Name { get; } = name;

    public string Version { get; } = version;

    public ImmutableArray<byte> Value { get; } = value;
}

public sealed class ParameterizeRequest(Parameters parameters)
{
    public Parameters Parameters { get; } = parameters;
}

public sealed class ParameterizeResponse(string name, string version)
{
    public string Name { get; } = name;

    public string Version { get; } = version;
}

public sealed class GetSchemaRequest(int version, string? subpackageName, string? subpackageVersion)
{
    public int Version { get; } = version;

    public string? SubpackageName { get; } = subpackageName;

    public string? SubpackageVersion { get; } = subpackageVersion;
}

public sealed class GetSchemaResponse
{
    public string? Schema { get; set; }
}

/// <summary>The provider's own configuration.</summary>
public sealed class ConfigureRequest(
    ImmutableDictionary<string, string> variables,
    ImmutableDictionary<string, PropertyValue> args,
    bool acceptSecrets,
    bool acceptResources,
    bool sendsOldInputs,
    bool sendsOldInputsToDelete)
{
    [Obsolete("Variables is deprecated; use Args instead wherever possible.")]
    public ImmutableDictionary<string, string> Variables { get; } = variables;

    public ImmutableDictionary<string, PropertyValue> Args { get; } = args;

    public bool AcceptSecrets { get; } = acceptSecrets;

    public bool AcceptResources { get; } = acceptResources;

    public bool SendsOldInputs { get; } = sendsOldInputs;

    public bool SendsOldInputsToDelete { get; } = sendsOldInputsToDelete;
}

public sealed class ConfigureResponse
{
    public bool AcceptSecrets { get; set; }

    public bool SupportsPreview { get; set; }

    public bool AcceptResources { get; set; }

    public bool AcceptOutputs { get; set; }
}

public sealed class InvokeRequest(string tok, ImmutableDictionary<string, PropertyValue> args)
{
    public string Tok { get; } = tok;

    public ImmutableDictionary<string, PropertyValue> Args { get; } = args;
}

public sealed class InvokeResponse
{
    public IDictionary<string, PropertyValue>? Return { get; set; }

    public IList<CheckFailure>? Failures { get; set; }
}

public sealed class ConstructRequest(
    string type,
    string name,
    ImmutableDictionary<string, PropertyValue> inputs,
    ComponentResourceOptions options)
{
    public string Type { get; init; } = type;

    public string Name { get; init; } = name;

    public ImmutableDictionary<string, PropertyValue> Inputs { get; init; } = inputs;

    public ComponentResourceOptions Options { get; init; } = options;
}

public sealed class ConstructResponse(
    Urn urn,
    IDictionary<string, PropertyValue> outputs,
    IDictionary<string, ISet<Urn>> outputDependencies)
{
    public Urn Urn { get; init; } = urn;

    public IDictionary<string, PropertyValue> Outputs { get; init; } = outputs;

    public IDictionary<string, ISet<Urn>> OutputDependencies { get; init; } = outputDependencies;
}

public sealed class CallRequest(ResourceReference? self, string tok, ImmutableDictionary<string, PropertyValue> args)
{
    public ResourceReference? Self { get; } = self;

    public string Tok { get; init; } = tok;

    public ImmutableDictionary<string, PropertyValue> Args { get; init; } = args;
}

public sealed class CallResponse(
    IDictionary<string, PropertyValue>? @return,
    IList<CheckFailure>? failures,
    IDictionary<string, ISet<Urn>> returnDependencies)
{
    public IDictionary<string, PropertyValue>? Return { get; init; } = @return;

    public IList<CheckFailure>? Failures { get; init; } = failures;

    public IDictionary<string, ISet<Urn>> ReturnDependencies { get; init; } = returnDependencies;
}

/// <summary>The faults of a set of inputs.</summary>
public class CheckResult(IList<CheckFailure> failures)
{
    public static readonly CheckResult Empty = new(ImmutableList<CheckFailure>.Empty);

    public bool IsValid => Failures.Count == 0;

    public IList<CheckFailure> Failures { get; set; } = failures;
}
