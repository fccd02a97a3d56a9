using System.Formats.Asn1;
using System.Globalization;
using System.Text;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Identity.Keys;
using Infra.Tools.Devices.Manifests;
using Infra.Tools.Devices.Tables;

namespace Infra.Tools.Devices.Importing;

/// <summary>An entry that keeps every rule: the device, its key, and the record as it will be written.</summary>
internal sealed record CheckedEntry(ManifestEntry Entry, DeviceId Device, DeviceKey Key, DeviceRecord Record);

/// <summary>Holds an entry against the rules of the device table. Keys are judged by the functions' own rules: what is imported, the authorizer accepts.</summary>
internal sealed class EntryCheck(ImportSettings settings)
{
    // Batch names are for people; DynamoDB's 400 KB an item are not the limit that matters.
    private const int MostBatchLength = 256;

    /// <summary>Exactly one of the two is not null.</summary>
    public (CheckedEntry? Entry, Reject? Reject) Check(ManifestEntry entry)
    {
        if (entry.Fault is not null) { return (null, entry.Fault); }
        if (entry.Seal?.Invoke() is { } unsealed) { return (null, unsealed); }
        if (entry.DeviceId is null) { return Refuse(entry, RejectCodes.DeviceIdMissing, $"the entry has no {DeviceTable.DeviceId}"); }
        if (!DeviceId.TryParse(entry.DeviceId, out var device))
        {
            return Refuse(entry, RejectCodes.DeviceIdInvalid, $"a device id is 1 to {DeviceId.MaxLength} of A-Z a-z 0-9 : _ -");
        }

        var text = entry.PublicKey;
        if (settings.Issuers is not null || (text is null ? entry.Certificate is not null : EntryCertificate.IsPem(entry.Certificate)))
        {
            var (certified, why) = CertificateCheck.KeyOf(entry, settings.Issuers);
            if (why is not null) { return (null, why); }
            text ??= certified;
        }

        if (text is null) { return Refuse(entry, RejectCodes.KeyMissing, $"the entry has no {DeviceTable.PublicKey}"); }
        if (ReadKey(text, out var refusal) is not { } key) { return Refuse(entry, refusal.Code, refusal.Message); }

        var status = entry.Status ?? DeviceStatuses.Ready;
        if (status is not (DeviceStatuses.Ready or DeviceStatuses.Blocked))
        {
            return Refuse(entry, RejectCodes.StatusUnknown, $"the status is '{Reject.Shown(status)}'; allowed are {DeviceStatuses.Ready} and {DeviceStatuses.Blocked}");
        }

        var sku = entry.Sku ?? settings.Sku?.ToString();
        if (sku is not null && !SkuName.TryParse(sku, out _)) { return Refuse(entry, RejectCodes.SkuMismatch, $"'{Reject.Shown(sku)}' is no SKU name; allowed are {SkuName.Grammar}"); }
        if (settings.Sku is { } wanted && sku != wanted.ToString())
        {
            return Refuse(entry, RejectCodes.SkuMismatch, $"the entry is of '{sku}', the import of '{wanted}'");
        }

        var batch = entry.Batch ?? settings.Batch;
        if (batch is { Length: > MostBatchLength }) { return Refuse(entry, RejectCodes.ValueTooLong, $"the batch is longer than {MostBatchLength} characters"); }
        if (entry.RegisteredAt is { } at
            && !DateTimeOffset.TryParseExact(at, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            return Refuse(entry, RejectCodes.RegisteredAtInvalid, $"'{Reject.Shown(at)}' is no time such as 2026-01-31T12:00:00Z");
        }

        return (new(entry, device, key, new(entry.DeviceId, RecordedKey.Write(key), status, sku, batch, entry.RegisteredAt ?? settings.RegisteredAt)), null);
    }

    private static (CheckedEntry?, Reject?) Refuse(ManifestEntry entry, string code, string message) => (null, Reject.Of(entry, code, message));

    private static DeviceKey? ReadKey(string text, out (string Code, string Message) why)
    {
        // A PEM on one line, as spreadsheets and shells carry it.
        if (text.Contains("\\n", StringComparison.Ordinal)) { text = text.Replace("\\n", "\n", StringComparison.Ordinal); }
        why = default;
        if (RecordedKey.TryDecode(text, out var der))
        {
            if (DeviceKey.TryRead(der, out var key, out var refusal)) { return key; }
            why = Describe(refusal);
        }
        else
        {
            why = (RejectCodes.KeyMalformed, "a public key is PEM (PUBLIC KEY), base64 of that, or base64 of DER SubjectPublicKeyInfo");
        }

        if (why.Code == RejectCodes.KeyMalformed && IsPrivate(text, der))
        {
            why = (RejectCodes.KeyPrivate, "this is a private key; it has left its device, so make a new one there, and destroy every copy of this manifest");
        }

        return null;
    }

    private static (string Code, string Message) Describe(KeyRefusal refusal) => refusal switch
    {
        KeyRefusal.AlgorithmUnsupported => (RejectCodes.KeyAlgorithmUnsupported, "the key is neither RSA nor of an elliptic curve"),
        KeyRefusal.CurveUnsupported => (RejectCodes.KeyCurveUnsupported, "the curve is none of P-256, P-384, P-521 by name"),
        KeyRefusal.ValueInvalid => (RejectCodes.KeyValueInvalid, "the point is compressed, of the wrong length or off its curve, or the modulus or exponent is none"),
        KeyRefusal.RsaSize => (RejectCodes.KeyRsaSize, "the modulus is not 2048 to 4096 bits in steps of 256"),
        KeyRefusal.RsaExponent => (RejectCodes.KeyRsaExponent, "the exponent is even, below 65537 or at least 2^256"),
        _ => (RejectCodes.KeyMalformed, "the key is no DER SubjectPublicKeyInfo in its one encoding"),
    };

    private static bool IsPrivate(string text, byte[]? der)
    {
        const string label = "PRIVATE KEY-----";
        if (text.Contains(label, StringComparison.Ordinal)) { return true; }
        var bytes = der ?? (System.Buffers.Text.Base64.IsValid(text) ? Convert.FromBase64String(text) : []);
        return Encoding.Latin1.GetString(bytes).Contains(label, StringComparison.Ordinal) || BeginsWithVersion(bytes);
    }

    private static bool BeginsWithVersion(byte[] der)
    {
        try
        {
            // PKCS#8 and PKCS#1 private keys, and those of RFC 5915, begin with their version, 0 or 1.
            var key = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            return key.PeekTag() == Asn1Tag.Integer && key.TryReadInt32(out var version) && version is 0 or 1;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
