using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Devices;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot.Provisioning;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Fleet;

/// <summary>
/// Fleet provisioning over MQTT (developer guide, "Device provisioning MQTT API"): a request on a reserved topic, the answer on
/// <c>{topic}/accepted</c> or <c>{topic}/rejected</c>. The gateway has asked MayPublish before it comes here.
/// </summary>
internal sealed class FleetProvisioning(IotRegion region, IIam iam, IFunctionInvoker? functions)
{
    private const string CreateKeysTopic = "$aws/certificates/create/json";
    private const string CreateFromCsrTopic = "$aws/certificates/create-from-csr/json";
    private const string TemplatesPrefix = "$aws/provisioning-templates/";
    private const string ProvisionSuffix = "/provision/json";

    private readonly HookQuestion hook = new(functions);
    private readonly SigningQuestion signing = new(functions);

    /// <summary>The reply to a request; null when the topic is none of fleet provisioning's. It is the gateway's <see cref="ReservedTopics"/>.</summary>
    public async Task<DeviceMessage?> AnswerAsync(DeviceSession session, DeviceMessage message, CancellationToken cancellationToken)
    {
        var topic = message.Topic;
        Func<JsonObject, Task<JsonObject>>? operation = topic switch
        {
            CreateKeysTopic => _ => Task.FromResult(CreateKeys()),
            CreateFromCsrTopic => request => CreateFromCsrAsync(session, request, cancellationToken),
            _ when TemplateOf(topic) is { } template => request => RegisterAsync(session, template, request, cancellationToken),
            _ => null,
        };
        if (operation is null) { return null; }
        try
        {
            return Reply($"{topic}/accepted", await operation(FleetPayload.Read(message.Payload)).ConfigureAwait(false));
        }
        catch (AwsException exception)
        {
            return Reply($"{topic}/rejected", new()
            {
                ["statusCode"] = exception.Status,
                // The MQTT API names errors without the suffix that the HTTP API's have.
                ["errorCode"] = exception.Code.EndsWith("Exception", StringComparison.Ordinal) ? exception.Code[..^"Exception".Length] : exception.Code,
                ["errorMessage"] = exception.Message,
            });
        }
    }

    private JsonObject CreateKeys()
    {
        var pair = region.Amazon.SignNewKey();
        var answer = Created(pair.CertificatePem);
        answer["privateKey"] = pair.PrivateKeyPem;
        return answer;
    }

    private async Task<JsonObject> CreateFromCsrAsync(DeviceSession session, JsonObject request, CancellationToken cancellationToken)
    {
        var csr = FleetPayload.Text(request, "certificateSigningRequest");
        return Created(region.CertificateProviders.Only is { } provider
            ? await signing.AskAsync(provider, session, csr, cancellationToken).ConfigureAwait(false)
            : region.Amazon.Sign(csr));
    }

    private JsonObject Created(string certificatePem)
    {
        var certificate = region.Certificates.AddIssued(certificatePem, CertificateStatuses.PendingActivation);
        return new()
        {
            ["certificateId"] = certificate.Id,
            ["certificatePem"] = certificate.Pem,
            ["certificateOwnershipToken"] = region.OwnershipTokens.Create(certificate.Id),
        };
    }

    private async Task<JsonObject> RegisterAsync(DeviceSession session, string templateName, JsonObject request, CancellationToken cancellationToken)
    {
        var template = region.Templates.Get(IotNames.Template(templateName));
        if (!template.Enabled || template.Type != TemplateTypes.FleetProvisioning)
        {
            throw IotErrors.Invalid($"provisioning template '{templateName}' is not an enabled template of type FLEET_PROVISIONING");
        }
        var token = FleetPayload.Text(request, "certificateOwnershipToken");
        if (region.OwnershipTokens.Find(token) is not { } certificateId)
        {
            throw new AwsException(400, "InvalidCertificateOwnershipToken", "the certificate ownership token is unknown or expired");
        }
        var certificate = region.Certificates.Get(certificateId);
        var parameters = Parameters(request);
        if (template.Hook is not null)
        {
            parameters = parameters.SetItems(await hook.AskAsync(template, session, certificate, parameters, cancellationToken).ConfigureAwait(false));
        }
        var role = ProvisioningAuthority.Assume(iam, template.RoleArn, region.Name, template.Arn);
        var device = new ProvisioningRun(region, role).Run(template.Meaning, parameters.SetItems(CertificateParameters.Of(certificate)));
        region.OwnershipTokens.Spend(token);
        region.Report(new(region.Clock.GetUtcNow(), region.Name, IotEventKinds.Provisioned, certificateId, $"thing '{device.ThingName}'"));
        return new() { ["deviceConfiguration"] = device.DeviceConfiguration, ["thingName"] = device.ThingName };
    }

    private static ImmutableDictionary<string, string> Parameters(JsonObject request)
    {
        var given = request["parameters"] switch
        {
            null => ImmutableDictionary<string, string>.Empty,
            JsonObject fields => FleetPayload.Texts(fields, "parameters"),
            _ => throw IotErrors.Invalid("parameters is not an object of texts"),
        };
        return given.Keys.FirstOrDefault(CertificateParameters.IsReserved) is { } reserved
            ? throw IotErrors.Invalid($"parameter '{reserved}' is AWS IoT's own; a device cannot set it")
            : given;
    }

    private static string? TemplateOf(string topic) =>
        topic.StartsWith(TemplatesPrefix, StringComparison.Ordinal) && topic.EndsWith(ProvisionSuffix, StringComparison.Ordinal)
        && topic.Length > TemplatesPrefix.Length + ProvisionSuffix.Length
            ? topic[TemplatesPrefix.Length..^ProvisionSuffix.Length]
            : null;

    private static DeviceMessage Reply(string topic, JsonObject payload) => new(topic, Encoding.UTF8.GetBytes(payload.ToJsonString()));
}
