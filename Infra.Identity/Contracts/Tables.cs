namespace Infra.Identity.Contracts;

/// <summary>The device table: one item per device, written by the importer, read by the authorizer.</summary>
public static class DeviceTable
{
    /// <summary>Hash key (S): the device's id.</summary>
    public const string DeviceId = "device-id";

    /// <summary>The recorded public key (S): base64 of PEM as the seed's loader writes it; PEM and base64 DER are read too.</summary>
    public const string PublicKey = "pubkey";

    /// <summary><see cref="DeviceStatuses"/> (S). A missing attribute is read as <c>ready</c>: the seed's loader writes none.</summary>
    public const string Status = "status";

    /// <summary>Product line (S).</summary>
    public const string Sku = "sku";

    /// <summary>Manufacturing batch (S).</summary>
    public const string Batch = "batch";

    /// <summary>When the key was recorded (S, ISO 8601 UTC).</summary>
    public const string RegisteredAt = "registered-at";

    /// <summary>The table's name for a product line; the seed's name, so that its loaders keep working.</summary>
    public static string NameFor(string sku) => $"{sku}-iot-provisioning-secretfree";
}

/// <summary>Values of <see cref="DeviceTable.Status"/>.</summary>
public static class DeviceStatuses
{
    /// <summary>The device may be provisioned.</summary>
    public const string Ready = "ready";

    /// <summary>The device is refused.</summary>
    public const string Blocked = "blocked";
}

/// <summary>The issuance ledger: a write-ahead record per (device, CSR), and per device an account of what it has been given.</summary>
public static class LedgerTable
{
    /// <summary>Hash key (S).</summary>
    public const string DeviceId = "device-id";

    /// <summary>Range key (S): lower-case hex SHA-256 of the CSR's DER.</summary>
    public const string CsrSha256 = "csr-sha256";

    /// <summary>How far the issuance has come (S): <see cref="IssuanceSteps"/>.</summary>
    public const string Step = "step";

    /// <summary>When the issuance was planned (N, epoch seconds); part of the idempotency token.</summary>
    public const string PlannedAt = "planned-at";

    /// <summary>ARN of the requested certificate (S).</summary>
    public const string CertificateArn = "certificate-arn";

    /// <summary>The certificate's id in AWS IoT (S, 64 hex).</summary>
    public const string CertificateId = "certificate-id";

    /// <summary>End of the certificate's life (N, epoch seconds).</summary>
    public const string NotAfter = "not-after";

    /// <summary>The invocation that works on the record (S).</summary>
    public const string Holder = "holder";

    /// <summary>Until when it does (N, epoch milliseconds); after its deadline Lambda has ended it.</summary>
    public const string HeldUntil = "held-until";

    /// <summary>How many invocations have worked on the record (N).</summary>
    public const string Runs = "runs";

    /// <summary>When DynamoDB may remove the record (N, epoch seconds).</summary>
    public const string ExpiresAt = "expires-at";

    /// <summary>Range key of a device's account, which no digest can equal.</summary>
    public const string Account = "account";

    /// <summary>
    /// Hash key of the agenda of retirements, which no device id can equal; the range key is the time, in 12 digits of epoch seconds, <c>#</c> and the device.
    /// </summary>
    public const string Agenda = "#retirements";

    /// <summary>In an account: its certificates (M), by the digest of their CSR.</summary>
    public const string Certificates = "certificates";

    /// <summary>In an account, and of each certificate there: when the last one, or this one, was allowed (N, epoch milliseconds).</summary>
    public const string AllowedAt = "allowed-at";

    /// <summary>In an account: how often it has been written (N).</summary>
    public const string Version = "version";

    /// <summary>The ledger's name for a product line.</summary>
    public static string NameFor(string sku) => $"{sku}-issuance";
}

/// <summary>Values of <see cref="LedgerTable.Step"/>, in order.</summary>
public static class IssuanceSteps
{
    /// <summary>Nothing was asked of the authority yet, or its answer was never recorded.</summary>
    public const string Planned = "planned";

    /// <summary>The authority took the request; the certificate's ARN is known.</summary>
    public const string Requested = "requested";

    /// <summary>The certificate exists.</summary>
    public const string Issued = "issued";

    /// <summary>The certificate is active in AWS IoT, with thing and policy.</summary>
    public const string Registered = "registered";
}
