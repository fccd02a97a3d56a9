using System.Text.Json;

namespace Pulumi;

/// <summary>A JSON document, given as text, as a document or as an output of either.</summary>
public sealed class InputJson : Input<JsonElement>
{
    public InputJson() : this(Output.Create(default(JsonElement)))
    {
    }

    private InputJson(Output<JsonElement> value) : base(value)
    {
    }

    public static implicit operator InputJson(string json) => JsonDocument.Parse(json);

    public static implicit operator InputJson(JsonDocument document) => document.RootElement;

    public static implicit operator InputJson(JsonElement element) => new(Output.Create(element));

    public static implicit operator InputJson(Output<string> json) => json.Apply(text => JsonDocument.Parse(text));

    public static implicit operator InputJson(Output<JsonDocument> document) => document.Apply(value => value.RootElement);

    public static implicit operator InputJson(Output<JsonElement> element) => new(element);
}
