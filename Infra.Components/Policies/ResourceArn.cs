using System.Text.Json;
using System.Text.Json.Serialization;
using Pulumi;

namespace Infra.Components.Policies;

/// <summary>What a statement is about: an ARN, or for a reason every one of a kind, or everything.</summary>
[JsonConverter(typeof(AsArn))]
public sealed class ResourceArn
{
    private ResourceArn(Input<string> arn, string? because) => (Arn, Because) = (arn, because);

    /// <summary>The ARN, or one with <c>*</c>.</summary>
    public Input<string> Arn { get; }

    /// <summary>Why it has a <c>*</c>; null for an ARN without.</summary>
    public string? Because { get; }

    /// <summary>Every resource, which no reviewer accepts without a reason.</summary>
    /// <param name="because">The reason, such as "iot:RegisterCertificate has no resource-level permission".</param>
    public static ResourceArn Any(string because) => string.IsNullOrWhiteSpace(because)
        ? throw new ComponentException(ComponentCodes.WildcardUnexplained, "a statement about every resource needs its reason; say which action has no resource-level permission")
        : new("*", because);

    /// <summary>Every resource of a kind, by an ARN with <c>*</c>; a review of the program refuses such an ARN without a reason.</summary>
    /// <param name="arn">The ARN, such as that of <c>cert/*</c>.</param>
    /// <param name="because">The reason, such as "a certificate's id is its hash, which nobody knows before it is issued".</param>
    public static ResourceArn Every(Output<string> arn, string because) => new(arn, because);

    /// <summary>An ARN that is known while the program is written.</summary>
    public static implicit operator ResourceArn(string arn) => Of(arn);

    /// <summary>An ARN that a deployment brings.</summary>
    public static implicit operator ResourceArn(Output<string> arn) => new(arn, null);

    /// <summary>An ARN from a component's arguments.</summary>
    public static implicit operator ResourceArn(Input<string> arn) => new(arn, null);

    private static ResourceArn Of(string arn) => arn == "*"
        ? throw new ComponentException(ComponentCodes.WildcardUnexplained, "a bare * hides its reason; write ResourceArn.Any(because: ...)")
        : new(arn, null);

    private sealed class AsArn : JsonConverter<ResourceArn>
    {
        public override ResourceArn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("policy documents are written, never read");

        public override void Write(Utf8JsonWriter writer, ResourceArn value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Arn, options);
    }
}
