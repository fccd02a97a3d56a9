using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pulumi;

namespace Infra.Components.Policies;

/// <summary>An IAM policy document. It stands wherever Pulumi wants the JSON text of one.</summary>
/// <param name="Statement">Its statements; each has a Sid that reads as a sentence.</param>
public sealed record PolicyDocument(params ImmutableArray<Statement> Statement)
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The only version of the policy language in use.</summary>
    [JsonPropertyOrder(-1)]
    public string Version { get; } = "2012-10-17";

    /// <summary>The document as JSON; secretness and dependencies of the outputs in it are kept.</summary>
    public Output<string> ToJson() => Output.JsonSerialize(Output.Create(this), Json);

    /// <summary>Lets a document stand where Pulumi wants its text.</summary>
    public static implicit operator Input<string>(PolicyDocument document) => document.ToJson();
}

/// <summary>One statement of an IAM policy.</summary>
public sealed record Statement
{
    /// <summary>What it is for, as a sentence in PascalCase, such as <c>ReadDeviceRecords</c>.</summary>
    public required string Sid { get; init; }

    /// <summary>Allow or Deny. Default: Allow.</summary>
    public string Effect { get; init; } = "Allow";

    /// <summary>Who, in resource and trust policies. Default: none, as identity policies need.</summary>
    public Principal? Principal { get; init; }

    /// <summary>Which actions, from <see cref="Actions"/>.</summary>
    public required ImmutableArray<string> Action { get; init; }

    /// <summary>On which resources. Default: none, as trust policies need.</summary>
    public ImmutableArray<ResourceArn>? Resource { get; init; }

    /// <summary>Under which conditions. Default: none.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, ConditionValue>>? Condition { get; init; }
}

/// <summary>A principal of a resource or trust policy.</summary>
public sealed record Principal
{
    private Principal() { }

    /// <summary>An AWS service.</summary>
    public string? Service { get; private init; }

    /// <summary>An account, role or user, or everybody.</summary>
    [JsonPropertyName("AWS")]
    public Input<string>? Aws { get; private init; }

    /// <summary>Everybody, for statements that deny.</summary>
    public static Principal Anyone { get; } = new() { Aws = "*" };

    /// <summary>An account, role or user, by its ARN.</summary>
    public static Principal OfArn(Input<string> arn) => new() { Aws = arn };

    /// <summary>An AWS service, one of <see cref="ServicePrincipals"/>.</summary>
    public static Principal OfService(string name) => new() { Service = name };
}
