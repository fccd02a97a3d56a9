using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Infra.Pki;

namespace Infra.Tools.Devices.Manifests;

/// <summary>
/// A SignedSecureElement of Microchip's "Trust Platform Manifest File Format" (Trust&amp;GO, TrustFLEX, TrustCUSTOM, and what its TPDS writes):
/// a JSON Web Signature over what is known of one secure element. Nothing of the payload is believed until the signature was checked, which is left to
/// <see cref="ManifestEntry.Seal"/>.
/// </summary>
internal static class SecureElementEntry
{
    public static ManifestEntry Of(ReadOnlyMemory<byte> json, long line, ManifestReading reading)
    {
        var entry = new ManifestEntry(line);
        try
        {
            using var document = JsonDocument.Parse(json);
            if (JsonWebSignature.Of(document.RootElement) is not { } signed) { return JsonEntry.Malformed(entry, "no signed entry: payload, protected header and signature in base64url"); }
            using var payload = JsonDocument.Parse(signed.Payload);
            return Of(document.RootElement, payload.RootElement, signed, entry, reading);
        }
        catch (JsonException)
        {
            return JsonEntry.Malformed(entry, "the entry or its payload is no JSON");
        }
        catch (InvalidOperationException)
        {
            return JsonEntry.Malformed(entry, JsonEntry.NotUtf8);
        }
    }

    private static ManifestEntry Of(JsonElement outer, JsonElement element, JsonWebSignature signed, ManifestEntry entry, ManifestReading reading)
    {
        if (Text(element, ManifestReading.UniqueId) is not { } uniqueId) { return JsonEntry.Malformed(entry, $"the payload has no {ManifestReading.UniqueId}"); }
        entry = entry with { DeviceId = uniqueId };

        // The header beside the signature is for finding entries; it is not signed, and so must not say something else.
        if (outer.TryGetProperty("header", out var header) && Text(header, ManifestReading.UniqueId) is { } said && said != uniqueId)
        {
            return JsonEntry.Malformed(entry, $"the header says {ManifestReading.UniqueId} '{Reject.Shown(said)}', what is signed says '{Reject.Shown(uniqueId)}'");
        }

        if (Key(element, reading.KeySlot) is not { } key)
        {
            // TrustMANAGER's elements (version 2 of the payload) have none: their keys are known to the vendor's service alone.
            return entry with { Fault = Sealed(signed, entry, reading) ?? Reject.Of(entry, RejectCodes.KeyMissing, $"the element has no key '{Reject.Shown(reading.KeySlot)}' in its publicKeySet") };
        }

        if (Text(key, "kty") != "EC" || SubjectPublicKeyInfo(key) is not { } spki)
        {
            return entry with { Fault = Reject.Of(entry, RejectCodes.KeyCurveUnsupported, $"the key is of kty '{Reject.Shown(Text(key, "kty"))}', crv '{Reject.Shown(Text(key, "crv"))}'; allowed are EC of P-256, P-384, P-521") };
        }

        var certificate = Certificate(key);
        if (reading.IdIsCommonName)
        {
            if (CommonName(certificate) is not { } name) { return entry with { Fault = Reject.Of(entry, RejectCodes.DeviceIdMissing, "the element's key has no certificate with one common name") }; }
            entry = entry with { DeviceId = name };
        }

        var found = entry;
        return entry with { PublicKey = Convert.ToBase64String(spki), Seal = () => Sealed(signed, found, reading) ?? Matched(certificate, spki, found) };
    }

    private static Reject? Sealed(JsonWebSignature signed, ManifestEntry entry, ManifestReading reading) => reading.Signers?.Refuse(entry, signed);

    private static Reject? Matched(byte[]? certificate, byte[] key, ManifestEntry entry)
    {
        if (certificate is null) { return null; }
        using var loaded = Load(certificate);
        return loaded is null ? Reject.Of(entry, RejectCodes.CertificateMalformed, "the element's certificate (x5c) is no X.509 certificate")
            : loaded.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key) ? null
            : Reject.Of(entry, RejectCodes.KeyMismatch, "the element's certificate (x5c) is not for its key");
    }

    private static JsonElement? Key(JsonElement element, string slot)
    {
        if (!element.TryGetProperty("publicKeySet", out var set) || set.ValueKind is not JsonValueKind.Object || !set.TryGetProperty("keys", out var keys) || keys.ValueKind is not JsonValueKind.Array) { return null; }
        foreach (var key in keys.EnumerateArray())
        {
            if (Text(key, "kid") == slot) { return key; }
        }

        return null;
    }

    /// <summary>The key (RFC 7518, 6.2.1) as the table has keys; null: of a curve that devices may not have, or not of its length.</summary>
    private static byte[]? SubjectPublicKeyInfo(JsonElement key)
    {
        (string? Oid, int Length) curve = Text(key, "crv") switch
        {
            "P-256" => ("1.2.840.10045.3.1.7", 32),
            "P-384" => ("1.3.132.0.34", 48),
            "P-521" => ("1.3.132.0.35", 66),
            _ => default,
        };
        if (curve.Oid is null || Coordinate(key, "x", curve.Length) is not { } x || Coordinate(key, "y", curve.Length) is not { } y) { return null; }
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) // SubjectPublicKeyInfo (RFC 5480, 2)
        {
            using (writer.PushSequence()) // algorithm
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1"); // id-ecPublicKey
                writer.WriteObjectIdentifier(curve.Oid); // namedCurve
            }

            writer.WriteBitString([0x04, .. x, .. y]); // subjectPublicKey, uncompressed
        }

        return writer.Encode();
    }

    private static byte[]? Coordinate(JsonElement key, string name, int length)
    {
        try
        {
            return Text(key, name) is { } text && Base64Url.DecodeFromChars(text) is var bytes && bytes.Length == length ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The first of x5c is the key's own (RFC 7517, 4.7): base64, not base64url. Empty: there is one that cannot be read.</summary>
    private static byte[]? Certificate(JsonElement key)
    {
        if (!key.TryGetProperty("x5c", out var chain) || chain.ValueKind is not JsonValueKind.Array || chain.GetArrayLength() == 0) { return null; }
        try
        {
            return chain[0].ValueKind is JsonValueKind.String ? Convert.FromBase64String(chain[0].GetString()!) : [];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static string? CommonName(byte[]? certificate)
    {
        if (certificate is null) { return null; }
        using var loaded = Load(certificate);
        return loaded is null ? null : DistinguishedNames.CommonNameOf(loaded.SubjectName);
    }

    private static X509Certificate2? Load(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
