using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Fleet;

/// <summary>Asks a template's pre-provisioning hook. Anything but a clear yes in time is a no.</summary>
internal sealed class HookQuestion(IFunctionInvoker? functions)
{
    private readonly FunctionQuestion function = new(functions);

    /// <summary>The parameters that the hook adds to the device's, or puts in their place.</summary>
    public async Task<ImmutableDictionary<string, string>> AskAsync(
        ProvisioningTemplate template, DeviceSession session, DeviceCertificate certificate, ImmutableDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var question = new JsonObject
        {
            ["claimCertificateId"] = session.CertificateId,
            ["certificateId"] = certificate.Id,
            ["certificatePem"] = certificate.Pem,
            ["templateArn"] = template.Arn,
            ["clientId"] = session.ClientId,
            ["parameters"] = new JsonObject(parameters.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value))),
        };
        var answer = await function.AskAsync(template.Hook!.TargetArn, template.Arn, question, cancellationToken).ConfigureAwait(false) switch
        {
            FunctionAnswer.Given given => Read(given.Payload),
            FunctionAnswer.None none => throw Denied($"the pre-provisioning hook {none.Why}"),
            var other => throw new UnreachableException($"{other}"),
        };
        if (answer["allowProvisioning"] is not JsonValue allowed || allowed.GetValueKind() != JsonValueKind.True)
        {
            throw Denied("the pre-provisioning hook did not allow it");
        }
        return answer["parameterOverrides"] is JsonObject overrides ? FleetPayload.Texts(overrides, "parameterOverrides") : ImmutableDictionary<string, string>.Empty;
    }

    private static JsonObject Read(ReadOnlyMemory<byte> payload)
    {
        try { return JsonNode.Parse(payload.Span) as JsonObject ?? throw Denied("the pre-provisioning hook answered no JSON object"); }
        catch (JsonException)
        {
            throw Denied("the pre-provisioning hook answered something that is not JSON");
        }
    }

    private static AwsException Denied(string message) => new(403, "AccessDenied", message);
}
