using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pulumi;

namespace Infra.Components.Policies;

/// <summary>What a condition compares with: one value, or several of which one must match (of a negated operator: none may).</summary>
[JsonConverter(typeof(AsText))]
public sealed class ConditionValue
{
    private ConditionValue(params ImmutableArray<Input<string>> values) => Values = values;

    /// <summary>The values.</summary>
    public ImmutableArray<Input<string>> Values { get; }

    /// <summary>A value that is known while the program is written.</summary>
    public static implicit operator ConditionValue(string value) => new((Input<string>)value);

    /// <summary>A value that a deployment brings.</summary>
    public static implicit operator ConditionValue(Output<string> value) => new((Input<string>)value);

    /// <summary>A value from a component's arguments.</summary>
    public static implicit operator ConditionValue(Input<string> value) => new(value);

    /// <summary>Several values.</summary>
    public static implicit operator ConditionValue(ImmutableArray<string> values) => new([.. from value in values select (Input<string>)value]);

    private sealed class AsText : JsonConverter<ConditionValue>
    {
        public override ConditionValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("policy documents are written, never read");

        public override void Write(Utf8JsonWriter writer, ConditionValue value, JsonSerializerOptions options)
        {
            if (value.Values is [var only]) { JsonSerializer.Serialize(writer, only, options); }
            else { JsonSerializer.Serialize(writer, value.Values, options); }
        }
    }
}
