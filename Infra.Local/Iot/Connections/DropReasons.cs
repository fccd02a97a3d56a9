namespace Infra.Local.Iot.Connections;

/// <summary>Why a CONNECT was dropped; stable codes for logs and reports.</summary>
internal static class DropReasons
{
    /// <summary>The certificate was registered by this connection; the device should come back.</summary>
    public const string RegisteredNow = "registered-now";

    /// <summary>It was registered, but the template failed; the event says why.</summary>
    public const string ProvisioningFailed = "provisioning-failed";

    /// <summary>Registered by an earlier connection, and nobody activated it yet.</summary>
    public const string PendingActivation = "certificate-pending-activation";

    public const string UnknownAuthority = "unknown-ca";
    public const string AuthorityInactive = "ca-inactive";
    public const string AuthorityExpired = "ca-expired";
    public const string AutoRegistrationDisabled = "auto-registration-disabled";
    public const string NotADeviceCertificate = "not-a-device-certificate";
    public const string CertificateInactive = "certificate-inactive";
    public const string CertificateRevoked = "certificate-revoked";
    public const string CertificateExpired = "certificate-expired";

    /// <summary>No policy lets this certificate connect under this client id.</summary>
    public const string ConnectNotAllowed = "connect-not-allowed";
}
