using System.Text.Json.Nodes;

namespace Infra.Local.Iot;

/// <summary>Something that happened in AWS IoT: for reports, and for rules that listen to lifecycle topics.</summary>
/// <param name="At">When.</param>
/// <param name="Region">Where.</param>
/// <param name="Kind">One of <see cref="IotEventKinds"/>.</param>
/// <param name="CertificateId">Whose certificate.</param>
/// <param name="Detail">For people: what was made, or why it failed.</param>
internal sealed record IotEvent(DateTimeOffset At, string Region, string Kind, string CertificateId, string Detail)
{
    /// <summary>The MQTT topic that AWS IoT publishes this on. Default: none.</summary>
    public string? Topic { get; init; }

    /// <summary>What it publishes there.</summary>
    public JsonObject? Payload { get; init; }
}

/// <summary>Stable codes of <see cref="IotEvent.Kind"/>.</summary>
internal static class IotEventKinds
{
    /// <summary>A device of a registered CA connected for the first time (JITR's event; its topic is $aws/events/certificates/registered/{CA id}).</summary>
    public const string CertificateRegistered = "certificate-registered";

    /// <summary>CloudWatch's ProvisionThing.Success.</summary>
    public const string Provisioned = "provision-thing-success";

    /// <summary>CloudWatch's ProvisionThing.ClientError: the certificate stays PENDING_ACTIVATION.</summary>
    public const string ProvisioningFailed = "provision-thing-failure";
}
