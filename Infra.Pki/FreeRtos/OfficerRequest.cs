using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Identity.Keys;

namespace Infra.Pki.FreeRtos;

/// <summary>
/// A request that an issuance officer signs in a board's stead, since the demos leave the encoding of requests out to save ROM.
/// Its signature proves who asks, not that anyone holds the device's key; so the officer also signs which key was read from the
/// console, in the attribute unstructuredName (RFC 2985 5.4.2), where the swap of keys that follows cannot go unseen, and when, in
/// the attribute signingTime (RFC 2985 5.3.3), so that a request which lay about serves nobody later.
/// </summary>
public static class OfficerRequest
{
    private const string UnstructuredName = "1.2.840.113549.1.9.2";
    private const string SigningTime = "1.2.840.113549.1.9.5";
    private const string CommonName = "2.5.4.3";
    private const string Statement = "device-key-sha256:";

    /// <summary>How far the officer's clock may be ahead.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The officer's own certificate: signs, and is neither an authority nor a client.</summary>
    public static CertificateProfile OfficerProfile { get; } = new() { Name = "issuance-officer", KeyUsage = X509KeyUsageFlags.DigitalSignature };

    /// <summary>DER of a request for <paramref name="device"/> that names its key and the time, signed by the officer.</summary>
    public static byte[] Create(SigningKey officer, DeviceId device, DeviceKey deviceKey, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(officer);
        ArgumentNullException.ThrowIfNull(deviceKey);
        var value = new AsnWriter(AsnEncodingRules.DER);
        value.WriteCharacterString(UniversalTagNumber.UTF8String, Statement + deviceKey.Sha256);
        // Time ::= CHOICE { utcTime, generalizedTime }: UTCTime until 2049 (RFC 5652 11.3).
        var time = new AsnWriter(AsnEncodingRules.DER);
        if (now.UtcDateTime.Year < 2050) { time.WriteUtcTime(now); }
        else { time.WriteGeneralizedTime(now, omitFractionalSeconds: true); }
        return CertificationRequests.Create(officer, DistinguishedNames.CommonName(device.ToString()), (UnstructuredName, value.Encode()), (SigningTime, time.Encode()));
    }

    /// <summary>Reads an officer's request whose signature holds; everything about it that can be refused is refused here.</summary>
    /// <param name="der">The request.</param>
    /// <param name="officers">Who may sign.</param>
    /// <param name="deviceKey">The key that the certificate will be for.</param>
    /// <param name="rules">What else must hold.</param>
    public static VerifiedOfficerRequest Verify(ReadOnlyMemory<byte> der, OfficerList officers, DeviceKey deviceKey, OfficerRequestRules rules)
    {
        ArgumentNullException.ThrowIfNull(officers);
        ArgumentNullException.ThrowIfNull(deviceKey);
        ArgumentNullException.ThrowIfNull(rules);
        var request = CertificationRequests.Verify(der);
        officers.Require(request.SubjectPublicKeyInfo.Span);
        var said = StatementsOf(der);
        if (said.Key is null && !rules.MayNameNoKey)
        {
            throw new PkiException(FreeRtosErrors.RequestNamesNoKey,
                "the officer's request does not say for which device key it is; make it with 'key request'");
        }

        if (said.Key is not null && said.Key != deviceKey.Sha256.ToString())
        {
            throw new PkiException(FreeRtosErrors.OfficerSignedForAnotherKey,
                $"the officer signed for device key {said.Key}, this one is {deviceKey.Sha256}; read the console again, or have the request signed for this key");
        }

        if (said.Key is not null) { RequireFresh(said.At, rules); }
        return new(DeviceOf(request.Subject), Sha256Digest.Of(request.SubjectPublicKeyInfo.Span), NamesKey: said.Key is not null, said.At);
    }

    private static void RequireFresh(DateTimeOffset? at, OfficerRequestRules rules)
    {
        var why = at is null ? "does not say when it was signed"
            : at > rules.Now + ClockSkew ? $"is from the future, signed at {at.Value.UtcDateTime:u}"
            : at < rules.Now - rules.MaxAge ? $"is {(int)(rules.Now - at.Value).TotalHours} h old, allowed are {(int)rules.MaxAge.TotalHours}"
            : null;
        if (why is not null) { throw new PkiException(FreeRtosErrors.RequestNotFresh, $"the officer's request {why}; have the officer sign again with 'key request'"); }
    }

    private static DeviceId DeviceOf(X500DistinguishedName subject)
    {
        var names = subject.EnumerateRelativeDistinguishedNames().ToList();
        return names is [{ HasMultipleElements: false } only] && only.GetSingleElementType().Value == CommonName && DeviceId.TryParse(only.GetSingleElementValue(), out var device)
            ? device
            : throw new PkiException(FreeRtosErrors.SubjectNotADevice,
                $"the request's subject is '{subject.Name}'; expected CN=<thing name> alone, 1 to {DeviceId.MaxLength} of A-Z a-z 0-9 : _ -");
    }

    private static (string? Key, DateTimeOffset? At) StatementsOf(ReadOnlyMemory<byte> der)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequest(der.ToArray(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
            var statements = request.OtherRequestAttributes.Where(attribute => attribute.Oid?.Value == UnstructuredName)
                .Select(attribute => Text(attribute.RawData)).Where(text => text.StartsWith(Statement, StringComparison.Ordinal)).ToList();
            var times = request.OtherRequestAttributes.Where(attribute => attribute.Oid?.Value == SigningTime).Select(attribute => Time(attribute.RawData)).ToList();
            // Two statements are none that anyone can rely on; the comparison then fails, as it should.
            return (statements.Count == 0 ? null : string.Join(',', statements.Select(text => text[Statement.Length..])), times is [var time] ? time : null);
        }
        catch (AsnContentException e)
        {
            throw new PkiException(PkiErrors.RequestRefused, $"the certificate request is refused: an attribute cannot be read: {e.Message}", e);
        }
    }

    private static DateTimeOffset Time(byte[] der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.BER);
        return reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
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
/// <param name="SignedAt">When the officer signed, by the officer's clock.</param>
public sealed record VerifiedOfficerRequest(DeviceId Device, Sha256Digest OfficerSha256, bool NamesKey, DateTimeOffset? SignedAt);

/// <summary>What an officer's request must be beside an officer's.</summary>
public sealed record OfficerRequestRules
{
    /// <summary>The issuer's time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long after it was signed a request is taken. Default: a day.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether a request is taken that names no device key, and with it no time, as those that OpenSSL makes. Default: no.</summary>
    public bool MayNameNoKey { get; init; }
}
