using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;

namespace Infra.Local.Iot.Provisioning;

/// <summary>Evaluates a template's values: plain texts, Ref, and the functions that AWS IoT knows.</summary>
internal sealed class TemplateValues
{
    private readonly ImmutableDictionary<string, string> parameters;
    private readonly JsonObject mappings;

    /// <summary>A declared parameter that is neither given nor has a default fails the whole run, used or not.</summary>
    public TemplateValues(TemplateDocument template, ImmutableDictionary<string, string> given)
    {
        var values = given.ToBuilder();
        foreach (var (name, otherwise) in template.Parameters)
        {
            if (values.ContainsKey(name)) { continue; }
            values[name] = otherwise ?? throw Failure($"parameter '{name}' has no value and no default");
        }
        parameters = values.ToImmutable();
        mappings = template.Mappings;
    }

    public string Text(JsonNode? node) => node switch
    {
        JsonValue value => value.ToString(),
        JsonObject { Count: 1 } function => Function(function.First()),
        _ => throw Failure($"'{node?.ToJsonString() ?? "null"}' is neither a text nor a function"),
    };

    public string? OptionalText(JsonNode? node) => node is null ? null : Text(node);

    public ImmutableArray<string> List(JsonNode? node) => node switch
    {
        null => [],
        JsonArray items => [.. items.Select(Text)],
        JsonObject { Count: 1 } function when function.First() is { Key: "Fn::Split", Value: var arguments } => Split(arguments),
        _ => throw Failure($"'{node.ToJsonString()}' is not a list"),
    };

    /// <summary>A flat object of texts, e.g. AttributePayload.</summary>
    public ImmutableSortedDictionary<string, string> Map(JsonNode? node) => node switch
    {
        null => ImmutableSortedDictionary<string, string>.Empty,
        JsonObject fields => fields.ToImmutableSortedDictionary(field => field.Key, field => Text(field.Value), StringComparer.Ordinal),
        _ => throw Failure($"'{node.ToJsonString()}' is not an object of texts"),
    };

    public static AwsException Failure(string message) => IotErrors.RegistrationFailure($"the template cannot be run: {message}");

    private string Function(KeyValuePair<string, JsonNode?> call) => call.Key switch
    {
        "Ref" => Parameter(call.Value?.ToString() ?? ""),
        "Fn::Join" => Join(call.Value),
        "Fn::Select" => Select(call.Value),
        "Fn::FindInMap" => FindInMap(call.Value),
        "Fn::Sub" => Sub(call.Value),
        _ => throw Failure($"function '{call.Key}' gives no text here; Ref, Fn::Join, Fn::Select, Fn::FindInMap and Fn::Sub are allowed"),
    };

    private string Parameter(string name) => parameters.GetValueOrDefault(name) ?? throw Failure($"parameter '{name}' has no value");

    // {"Fn::Join": ["separator", ["a", "b"]]}
    private string Join(JsonNode? arguments)
    {
        var (separator, items) = Two(arguments, "Fn::Join");
        return string.Join(Text(separator), List(items));
    }

    // {"Fn::Select": [index, ["a", "b"]]}
    private string Select(JsonNode? arguments)
    {
        var (index, items) = Two(arguments, "Fn::Select");
        var list = List(items);
        return int.TryParse(Text(index), NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < list.Length
            ? list[position]
            : throw Failure($"Fn::Select has no item {Text(index)} in a list of {list.Length}");
    }

    // {"Fn::Split": ["separator", "a,b"]}
    private ImmutableArray<string> Split(JsonNode? arguments)
    {
        var (separator, text) = Two(arguments, "Fn::Split");
        return [.. Text(text).Split(Text(separator))];
    }

    // {"Fn::FindInMap": ["map", "first key", "second key"]}
    private string FindInMap(JsonNode? arguments)
    {
        if (arguments is not JsonArray { Count: 3 } keys) { throw Failure("Fn::FindInMap needs a map and two keys"); }
        var (map, first, second) = (Text(keys[0]), Text(keys[1]), Text(keys[2]));
        return ((mappings[map] as JsonObject)?[first] as JsonObject)?[second] is JsonValue found ? found.ToString() : throw Failure($"mapping '{map}' has no '{first}', '{second}'");
    }

    // {"Fn::Sub": "text ${Parameter}"} or {"Fn::Sub": ["text ${Own}", {"Own": value}]}; ${!x} is the plain text ${x}.
    private string Sub(JsonNode? arguments)
    {
        var own = arguments is JsonArray { Count: 2 } pair ? Map(pair[1]) : ImmutableSortedDictionary<string, string>.Empty;
        var text = arguments is JsonArray list ? Text(list[0]) : Text(arguments);
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var end = text.AsSpan(i).StartsWith("${") ? text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                result.Append(text[i]);
                continue;
            }
            var name = text[(i + 2)..end];
            result.Append(name.StartsWith('!') ? $"${{{name[1..]}}}" : own.GetValueOrDefault(name) ?? Parameter(name));
            i = end;
        }
        return result.ToString();
    }

    private static (JsonNode? First, JsonNode? Second) Two(JsonNode? arguments, string function) =>
        arguments is JsonArray { Count: 2 } pair ? (pair[0], pair[1]) : throw Failure($"{function} needs two arguments");
}
