using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.StandIns.AwsSdk;

/// <summary>
/// The wire side of a service: AWS's own service model (botocore's service-2.json), cut down to the operations in use and without
/// its documentation, as model.json. It says where each member travels: path, query, header or body, and under which name.
/// </summary>
internal sealed class ServiceModel
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly JsonObject root;

    private ServiceModel(JsonObject root) => this.root = root;

    public string ApiVersion => Metadata("apiVersion")!;

    public string EndpointPrefix => Metadata("endpointPrefix")!;

    public string ServiceId => Metadata("serviceId")!;

    public string SigningName => Metadata("signingName")!;

    /// <summary>Null for REST services.</summary>
    public string? TargetPrefix => Metadata("targetPrefix");

    public IEnumerable<string> Operations => root["operations"]!.AsObject().Select(pair => pair.Key);

    public static ServiceModel Read(string path) => new(JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    public string ToText() => root.ToJsonString(Indented) + "\n";

    public (string Method, string Path) Http(string operation)
    {
        var http = root["operations"]![operation]!["http"]!;
        return ((string)http["method"]!, (string)http["requestUri"]!);
    }

    public IEnumerable<string> Errors(string operation) =>
        (root["operations"]![operation]!["errors"]?.AsArray() ?? []).Select(error => (string)error!["shape"]!);

    public Shape? Input(string operation) => Reference(root["operations"]![operation]!["input"]);

    public Shape? Output(string operation) => Reference(root["operations"]![operation]!["output"]);

    /// <summary>Leaves out everything that the operations do not reach, and all prose.</summary>
    public ServiceModel CutTo(IReadOnlySet<string> operations)
    {
        var kept = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            Keep(root["operations"]![operation] ?? throw new InvalidDataException($"the service model has no operation {operation}"), kept);
        }

        var metadata = new JsonObject();
        foreach (var name in new[] { "apiVersion", "endpointPrefix", "protocol", "serviceId", "signingName", "targetPrefix" })
        {
            if (root["metadata"]![name] is { } value)
            {
                metadata[name] = value.DeepClone();
            }
        }

        return new ServiceModel(new JsonObject
        {
            ["metadata"] = metadata,
            ["operations"] = new JsonObject(operations.Order(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, WithoutProse(root["operations"]![name]!)))),
            ["shapes"] = new JsonObject(kept.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        });
    }

    private void Keep(JsonNode node, SortedDictionary<string, JsonNode> kept)
    {
        if (node is JsonObject reference && reference["shape"] is JsonValue name && !kept.ContainsKey((string)name!))
        {
            var shape = root["shapes"]![(string)name!]!;
            kept.Add((string)name!, WithoutProse(shape)!);
            Keep(shape, kept);
        }

        foreach (var child in node is JsonObject o ? o.Select(pair => pair.Value) : node is JsonArray a ? a : [])
        {
            if (child is not null)
            {
                Keep(child, kept);
            }
        }
    }

    private static JsonNode? WithoutProse(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o
            .Where(pair => pair.Key is not ("documentation" or "documentationUrl" or "deprecatedMessage" or "pattern" or "min" or "max"))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : WithoutProse(pair.Value)))),
        JsonArray a => new JsonArray(a.Select(item => item is null ? null : WithoutProse(item)).ToArray()),
        _ => node.DeepClone(),
    };

    private string? Metadata(string name) => (string?)root["metadata"]![name];

    private Shape? Reference(JsonNode? reference) =>
        reference is null ? null : new Shape(this, (string)reference["shape"]!, root["shapes"]![(string)reference["shape"]!]!.AsObject());

    /// <summary>A shape of the model.</summary>
    internal sealed record Shape(ServiceModel Model, string Name, JsonObject Body)
    {
        public IEnumerable<string> EnumValues => (Body["enum"]?.AsArray() ?? []).Select(value => (string)value!);

        public Shape Element => Model.Reference(Body["member"])!;

        public Shape Value => Model.Reference(Body["value"])!;

        public bool HasPayload => Body.ContainsKey("payload");

        public IEnumerable<Member> Members => (Body["members"]?.AsObject() ?? []).Select(pair => new Member(
            pair.Key,
            (string?)pair.Value!["location"] ?? "body",
            (string?)pair.Value!["locationName"] ?? pair.Key,
            Model.Reference(pair.Value)!));
    }

    /// <summary>A member of a structure, and where it travels.</summary>
    internal sealed record Member(string Name, string Location, string WireName, Shape Shape);
}
