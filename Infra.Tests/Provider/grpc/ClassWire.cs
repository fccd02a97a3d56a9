using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Provider;
using Pulumi;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Tests.Provider.Grpc;

/// <summary>The class itself, in this process: no protocol. For the stand-in of Pulumi, which has no server.</summary>
internal sealed class ClassWire(ProvisioningProvider provider) : IProviderWire
{
    /// <summary>How the protocol spells a value that is not known yet.</summary>
    public const string Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    public async Task<JsonObject> CallAsync(string verb, JsonObject request)
    {
        try
        {
            return await AnswerAsync(verb, request);
        }
        catch (ProvisioningException e)
        {
            throw new VerbFailedException(e.Message);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<JsonObject> AnswerAsync(string verb, JsonObject request)
    {
        var urn = new Urn((string?)request["urn"] ?? "urn:pulumi:dev::infra::pulumi:providers:provisioning::sample");
        var id = (string?)request["id"] ?? "";
        var (inputs, oldInputs, outputs) = (Bag(request["inputs"]), Bag(request["oldInputs"]), Bag(request["outputs"]));
        var preview = (bool?)request["preview"] ?? false;
        switch (verb)
        {
            case "configure":
                var configured = await provider.Configure(new ConfigureRequest(ImmutableDictionary<string, string>.Empty, inputs, acceptSecrets: true, acceptResources: false, sendsOldInputs: true, sendsOldInputsToDelete: true), default);
                return new() { ["acceptSecrets"] = configured.AcceptSecrets, ["supportsPreview"] = configured.SupportsPreview };
            case "check":
                var check = await provider.Check(new CheckRequest(urn, oldInputs, inputs, []), default);
                return new() { ["inputs"] = Json(check.Inputs), ["failures"] = List(check.Failures?.Select(failure => failure.Property)) };
            case "diff":
                var diff = await provider.Diff(new DiffRequest(urn, id, outputs, inputs, [], oldInputs), default);
                return new() { ["changes"] = diff.Changes, ["diffs"] = List(diff.Diffs), ["replaces"] = List(diff.Replaces) };
            case "create":
                var created = await provider.Create(new CreateRequest(urn, inputs, TimeSpan.Zero, preview), default);
                return new() { ["id"] = created.Id ?? "", ["outputs"] = Json(created.Outputs) };
            case "read":
                var read = await provider.Read(new ReadRequest(urn, id, outputs, oldInputs), default);
                return new() { ["id"] = read.Id ?? "", ["outputs"] = Json(read.Outputs) };
            case "update":
                var updated = await provider.Update(new UpdateRequest(urn, id, outputs, inputs, TimeSpan.Zero, [], preview, oldInputs), default);
                return new() { ["outputs"] = Json(updated.Outputs) };
            case "delete":
                await provider.Delete(new DeleteRequest(urn, id, outputs, TimeSpan.Zero, oldInputs), default);
                return [];
            default:
                throw new ArgumentOutOfRangeException(nameof(verb), verb, "no such verb");
        }
    }

    private static ImmutableDictionary<string, PropertyValue> Bag(JsonNode? bag) => (bag?.AsObject() ?? []).ToImmutableDictionary(entry => entry.Key, entry => Value(entry.Value!));

    private static PropertyValue Value(JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => new PropertyValue(value.GetValue<bool>()),
        System.Text.Json.JsonValueKind.Number => new PropertyValue(value.GetValue<double>()),
        _ when (string?)value == Unknown => PropertyValue.Computed,
        _ => new PropertyValue((string)value!),
    };

    private static JsonObject Json(IDictionary<string, PropertyValue>? bag) =>
        new((bag ?? new Dictionary<string, PropertyValue>()).Select(entry => KeyValuePair.Create(entry.Key, Json(entry.Value))));

    private static JsonNode? Json(PropertyValue value) =>
        value.IsComputed ? Unknown
        : value.TryGetBool(out var flag) ? flag
        : value.TryGetNumber(out var number) ? number
        : value.TryGetString(out var text) ? text
        : null;

    private static JsonArray List(IEnumerable<string>? items) => [.. (items ?? []).Select(item => (JsonNode?)item)];
}
