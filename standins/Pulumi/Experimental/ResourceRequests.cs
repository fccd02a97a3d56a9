namespace Pulumi.Experimental.Provider;

/// <summary>Are these inputs all right?</summary>
public sealed class CheckRequest(
    Urn urn,
    ImmutableDictionary<string, PropertyValue> oldInputs,
    ImmutableDictionary<string, PropertyValue> newInputs,
    ImmutableArray<byte> randomSeed)
{
    public Urn Urn { get; } = urn;

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; } = oldInputs;

    public ImmutableDictionary<string, PropertyValue> NewInputs { get; } = newInputs;

    public ImmutableArray<byte> RandomSeed { get; } = randomSeed;
}

/// <summary>An input that is not all right, and why.</summary>
public sealed class CheckFailure(string property, string reason)
{
    public string Property { get; set; } = property;

    public string Reason { get; set; } = reason;
}

public sealed class CheckResponse
{
    public IDictionary<string, PropertyValue>? Inputs { get; set; }

    public IList<CheckFailure>? Failures { get; set; }
}

/// <summary>What would change?</summary>
public sealed class DiffRequest(
    Urn urn,
    string id,
    ImmutableDictionary<string, PropertyValue> oldOutputs,
    ImmutableDictionary<string, PropertyValue> newInputs,
    ImmutableArray<string> ignoreChanges,
    ImmutableDictionary<string, PropertyValue> oldInputs)
{
    public Urn Urn { get; } = urn;

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; } = id;

    public ImmutableDictionary<string, PropertyValue> OldOutputs { get; } = oldOutputs;

    public ImmutableDictionary<string, PropertyValue> NewInputs { get; } = newInputs;

    public ImmutableArray<string> IgnoreChanges { get; } = ignoreChanges;

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; } = oldInputs;
}

public sealed class DiffResponse
{
    public bool? Changes { get; set; }

    public IList<string>? Replaces { get; set; }

    public IList<string>? Stables { get; set; }

    public bool DeleteBeforeReplace { get; set; }

    public IList<string>? Diffs { get; set; }

    public IDictionary<string, PropertyDiff>? DetailedDiff { get; set; }
}

public sealed class PropertyDiff
{
    public PropertyDiffKind Kind { get; set; }

    public bool InputDiff { get; set; }
}

public enum PropertyDiffKind
{
    Add = 0,
    AddReplace = 1,
    Delete = 2,
    DeleteReplace = 3,
    Update = 4,
    UpdateReplace = 5,
}

public sealed class CreateRequest(Urn urn, ImmutableDictionary<string, PropertyValue> inputs, TimeSpan timeout, bool preview)
{
    public Urn Urn { get; } = urn;

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public ImmutableDictionary<string, PropertyValue> Inputs { get; } = inputs;

    public TimeSpan Timeout { get; } = timeout;

    public bool Preview { get; } = preview;
}

public sealed class CreateResponse
{
    public string? Id { get; set; }

    public IDictionary<string, PropertyValue>? Outputs { get; set; }
}

/// <summary>What is it like now? Also asked when a resource is imported.</summary>
public sealed class ReadRequest(
    Urn urn,
    string id,
    ImmutableDictionary<string, PropertyValue> outputs,
    ImmutableDictionary<string, PropertyValue> inputs)
{
    public Urn Urn { get; } = urn;

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; } = id;

    public ImmutableDictionary<string, PropertyValue> Outputs { get; } = outputs;

    public ImmutableDictionary<string, PropertyValue> Inputs { get; } = inputs;
}

public sealed class ReadResponse
{
    public string? Id { get; set; }

    public IDictionary<string, PropertyValue>? Outputs { get; set; }

    public IDictionary<string, PropertyValue>? Inputs { get; set; }
}

public sealed class UpdateRequest(
    Urn urn,
    string id,
    ImmutableDictionary<string, PropertyValue> oldOutputs,
    ImmutableDictionary<string, PropertyValue> newInputs,
    TimeSpan timeout,
    ImmutableArray<string> ignoreChanges,
    bool preview,
    ImmutableDictionary<string, PropertyValue> oldInputs)
{
    public Urn Urn { get; } = urn;

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; } = id;

    public ImmutableDictionary<string, PropertyValue> OldOutputs { get; } = oldOutputs;

    public ImmutableDictionary<string, PropertyValue> NewInputs { get; } = newInputs;

    public TimeSpan Timeout { get; } = timeout;

    public ImmutableArray<string> IgnoreChanges { get; } = ignoreChanges;

    public bool Preview { get; } = preview;

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; } = oldInputs;
}

public sealed class UpdateResponse
{
    public IDictionary<string, PropertyValue>? Outputs { get; set; }
}

public sealed class DeleteRequest(
    Urn urn,
    string id,
    ImmutableDictionary<string, PropertyValue> oldOutputs,
    TimeSpan timeout,
    ImmutableDictionary<string, PropertyValue> oldInputs)
{
    public Urn Urn { get; } = urn;

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; } = id;

    public ImmutableDictionary<string, PropertyValue> OldOutputs { get; } = oldOutputs;

    public TimeSpan Timeout { get; } = timeout;

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; } = oldInputs;
}
