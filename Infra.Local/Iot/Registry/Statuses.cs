namespace Infra.Local.Iot.Registry;

/// <summary>Statuses of a device certificate.</summary>
internal static class CertificateStatuses
{
    public const string Active = "ACTIVE";
    public const string Inactive = "INACTIVE";
    public const string Revoked = "REVOKED";
    public const string PendingTransfer = "PENDING_TRANSFER";
    public const string PendingActivation = "PENDING_ACTIVATION";
}

/// <summary>How a certificate is found at connect: by account and endpoint (DEFAULT), or by the server name that the device sends (SNI_ONLY).</summary>
internal static class CertificateModes
{
    public const string Default = "DEFAULT";
    public const string SniOnly = "SNI_ONLY";
}

/// <summary>Kinds of provisioning template; a template keeps its kind for life.</summary>
internal static class TemplateTypes
{
    public const string FleetProvisioning = "FLEET_PROVISIONING";
    public const string JustInTime = "JITP";
}
