using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Fleet;

/// <summary>Asks a template's pre-provisioning hook. Anything but a clear yes in time is a no.</summary>
internal sealed class HookQuestion(IFunctionInvoker? functions)
{
    // "The Lambda function must return within 5 seconds" (developer guide, "Pre-provisioning hooks").
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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
        var answer = await InvokeAsync(template, question, cancellationToken).ConfigureAwait(false);
        if (answer["allowProvisioning"] is not JsonValue allowed || allowed.GetValueKind() != JsonValueKind.True)
        {
            throw Denied("the pre-provisioning hook did not allow it");
        }
        return answer["parameterOverrides"] is JsonObject overrides ? FleetPayload.Texts(overrides, "parameterOverrides") : ImmutableDictionary<string, string>.Empty;
    }

    private async Task<JsonObject> InvokeAsync(ProvisioningTemplate template, JsonObject question, CancellationToken cancellationToken)
    {
        if (functions is null) { throw Denied("no function answers the pre-provisioning hook"); }
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        // The function's resource policy may ask for the template, so that no other account's template can call it.
        var source = RequestContext.Of(("aws:SourceAccount", Arns.Account), ("aws:SourceArn", template.Arn));
        try
        {
            var result = await functions
                .InvokeAsync(template.Hook!.TargetArn, "iot.amazonaws.com", source, Encoding.UTF8.GetBytes(question.ToJsonString()), deadline.Token)
                .ConfigureAwait(false);
            return result is { Error: null } && JsonNode.Parse(result.Payload.Span) is JsonObject answer
                ? answer
                : throw Denied(result?.ErrorMessage is { } error ? $"the pre-provisioning hook failed: {error}" : "the pre-provisioning hook cannot be invoked");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Denied($"the pre-provisioning hook did not answer within {Patience.TotalSeconds} s");
        }
        catch (JsonException)
        {
            throw Denied("the pre-provisioning hook answered something that is not JSON");
        }
    }

    private static AwsException Denied(string message) => new(403, "AccessDenied", message);
}
