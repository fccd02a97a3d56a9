namespace Infra.Tools.Devices.Manifests;

/// <summary>Why an entry is not imported; README.md lists them.</summary>
internal static class RejectCodes
{
    public const string EntryMalformed = "entry-malformed";
    public const string EntryTooLong = "entry-too-long";
    public const string DeviceIdMissing = "device-id-missing";
    public const string DeviceIdInvalid = "device-id-invalid";
    public const string KeyMissing = "key-missing";
    public const string KeyMalformed = "key-malformed";
    public const string KeyPrivate = "key-private";
    public const string KeyAlgorithmUnsupported = "key-algorithm-unsupported";
    public const string KeyCurveUnsupported = "key-curve-unsupported";
    public const string KeyValueInvalid = "key-value-invalid";
    public const string KeyRsaSize = "key-rsa-size";
    public const string KeyRsaExponent = "key-rsa-exponent";
    public const string KeyMismatch = "key-mismatch";
    public const string CertificateMalformed = "certificate-malformed";
    public const string CertificateMissing = "certificate-missing";
    public const string CertificateUntrusted = "certificate-untrusted";
    public const string SignerUnknown = "signer-unknown";
    public const string SignatureInvalid = "signature-invalid";
    public const string StatusUnknown = "status-unknown";
    public const string SkuMismatch = "sku-mismatch";
    public const string RegisteredAtInvalid = "registered-at-invalid";
    public const string ValueTooLong = "value-too-long";
    public const string Conflict = "conflict";
    public const string RecordedKeyUnreadable = "recorded-key-unreadable";
}
