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

/// <summary>The issuance ledger: a write-ahead record per (device, CSR).</summary>
public static class LedgerTable
{
    /// <summary>Hash key (S).</summary>
    public const string DeviceId = "device-id";

    /// <summary>Range key (S): lower-case hex SHA-256 of the CSR's DER.</summary>
    public const string CsrSha256 = "csr-sha256";

    /// <summary>When DynamoDB may remove the record (N, epoch seconds).</summary>
    public const string ExpiresAt = "expires-at";

    /// <summary>The ledger's name for a product line.</summary>
    public static string NameFor(string sku) => $"{sku}-issuance";
}
