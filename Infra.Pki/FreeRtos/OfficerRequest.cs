using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Identity.Keys;

namespace Infra.Pki.FreeRtos;

/// <summary>
/// A request that an issuance officer signs in a board's stead, since the demos leave the encoding of requests out to save ROM.
/// Its signature proves who asks, not that anyone holds the device's key; so the officer also signs which key was read from the
/// console, in the attribute unstructuredName (RFC 2985 5.4.2), where the swap of keys that follows cannot go unseen.
/// </summary>
public static class OfficerRequest
{
    private const string UnstructuredName = "1.2.840.113549.1.9.2";
    private const string CommonName = "2.5.4.3";
    private const string Statement = "device-key-sha256:";

    /// <summary>The officer's own certificate: signs, and is neither an authority nor a client.</summary>
    public static CertificateProfile OfficerProfile { get; } = new() { Name = "issuance-officer", KeyUsage = X509KeyUsageFlags.DigitalSignature };

    /// <summary>DER of a request for <paramref name="device"/> that names its key, signed by the officer.</summary>
    public static byte[] Create(SigningKey officer, DeviceId device, DeviceKey deviceKey)
    {
        ArgumentNullException.ThrowIfNull(officer);
        ArgumentNullException.ThrowIfNull(deviceKey);
        var value = new AsnWriter(AsnEncodingRules.DER);
        value.WriteCharacterString(UniversalTagNumber.UTF8String, Statement + deviceKey.Sha256);
        return CertificationRequests.Create(officer, DistinguishedNames.CommonName(device.ToString()), (UnstructuredName, value.Encode()));
    }

    /// <summary>Reads an officer's request whose signature holds; everything about it that can be refused is refused here.</summary>
    /// <param name="der">The request.</param>
    /// <param name="officers">Who may sign.</param>
    /// <param name="deviceKey">The key that the certificate will be for.</param>
    /// <param name="mustNameKey">Whether a request is refused that names no device key, as those that OpenSSL makes.</param>
    public static VerifiedOfficerRequest Verify(ReadOnlyMemory<byte> der, OfficerList officers, DeviceKey deviceKey, bool mustNameKey)
    {
        ArgumentNullException.ThrowIfNull(officers);
        ArgumentNullException.ThrowIfNull(deviceKey);
        var request = CertificationRequests.Verify(der);
        officers.Require(request.SubjectPublicKeyInfo.Span);
        var named = NamedKey(der);
        if (named is null && mustNameKey)
        {
            throw new PkiException(FreeRtosErrors.RequestNamesNoKey,
                "the officer's request does not say for which device key it is; make it with 'key request'");
        }

        if (named is not null && named != deviceKey.Sha256.ToString())
        {
            throw new PkiException(FreeRtosErrors.OfficerSignedForAnotherKey,
                $"the officer signed for device key {named}, this one is {deviceKey.Sha256}; read the console again, or have the request signed for this key");
        }

        return new(DeviceOf(request.Subject), Sha256Digest.Of(request.SubjectPublicKeyInfo.Span), NamesKey: named is not null);
    }

    private static DeviceId DeviceOf(X500DistinguishedName subject)
    {
        var names = subject.EnumerateRelativeDistinguishedNames().ToList();
        return names is [{ HasMultipleElements: false } only] && only.GetSingleElementType().Value == CommonName && DeviceId.TryParse(only.GetSingleElementValue(), out var device)
            ? device
            : throw new PkiException(FreeRtosErrors.SubjectNotADevice,
                $"the request's subject is '{subject.Name}'; expected CN=<thing name> alone, 1 to {DeviceId.MaxLength} of A-Z a-z 0-9 : _ -");
    }

    private static string? NamedKey(ReadOnlyMemory<byte> der)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequest(der.ToArray(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
            var statements = request.OtherRequestAttributes.Where(attribute => attribute.Oid?.Value == UnstructuredName)
                .Select(attribute => Text(attribute.RawData)).Where(text => text.StartsWith(Statement, StringComparison.Ordinal)).ToList();
            // Two statements are none that anyone can rely on; the comparison then fails, as it should.
            return statements.Count == 0 ? null : string.Join(',', statements.Select(text => text[Statement.Length..]));
        }
        catch (AsnContentException e)
        {
            throw new PkiException(PkiErrors.RequestRefused, $"the certificate request is refused: an attribute cannot be read: {e.Message}", e);
        }
    }

    /// <summary>PKCS9String: IA5String or DirectoryString (RFC 2985 5.4.2).</summary>
    private static string Text(byte[] der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.BER);
        var tag = reader.PeekTag();
        return tag.TagClass == TagClass.Universal && (UniversalTagNumber)tag.TagValue is UniversalTagNumber.UTF8String or UniversalTagNumber.IA5String or UniversalTagNumber.PrintableString
            ? reader.ReadCharacterString((UniversalTagNumber)tag.TagValue)
            : "";
    }
}

/// <summary>What an officer's request comes to.</summary>
/// <param name="Device">For which device.</param>
/// <param name="OfficerSha256">Who signed.</param>
/// <param name="NamesKey">Whether the officer signed for this very device key, not only for the name.</param>
public sealed record VerifiedOfficerRequest(DeviceId Device, Sha256Digest OfficerSha256, bool NamesKey);
