using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki.Revocation;

namespace Infra.Pki.Ocsp;

/// <summary>
/// Answers OCSP requests (RFC 6960) about the certificates of one authority, with a signer certificate of that authority: the authority's own
/// key stays offline. It decides nothing itself; what it is told of a serial number is what it signs.
/// </summary>
public sealed class OcspResponder : IDisposable
{
    private const string Basic = "1.3.6.1.5.5.7.48.1.1"; // id-pkix-ocsp-basic

    private static readonly Asn1Tag Explicit0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Explicit1 = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Explicit2 = new(TagClass.ContextSpecific, 2);

    private readonly X509Certificate2 _issuer;
    private readonly X509Certificate2 _signer;
    private readonly SigningKey _key;
    private readonly TimeSpan _life;
    private readonly TimeProvider _clock;

    /// <param name="issuer">The authority whose certificates are asked about.</param>
    /// <param name="signer">The signer's certificate, issued by that authority with the profile <see cref="CertificateProfile.OcspSigner"/>.</param>
    /// <param name="key">The signer's key; the responder owns it from here on.</param>
    /// <param name="life">From thisUpdate to nextUpdate: how long an answer may be kept.</param>
    /// <param name="clock">Dates the answers.</param>
    public OcspResponder(X509Certificate2 issuer, X509Certificate2 signer, SigningKey key, TimeSpan life, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(key);
        RequireDelegation(issuer, signer, key);
        (_issuer, _signer, _key, _life, _clock) = (issuer, signer, key, life, clock);
    }

    /// <summary>When the signer's certificate ends. An answer is not to be kept for longer, and after it there is none (tryLater, RFC 6960 2.3).</summary>
    public DateTimeOffset NotAfter => _signer.NotAfter.ToUniversalTime();

    /// <summary>DER of the answer to a DER request. Malformed requests are answered too, unsigned, as RFC 6960 2.3 says.</summary>
    /// <param name="request">DER of the OCSPRequest.</param>
    /// <param name="statusOf">What is known of a serial number (upper-case hex) of this authority.</param>
    public byte[] Answer(ReadOnlyMemory<byte> request, Func<string, CertificateStatus> statusOf)
    {
        ArgumentNullException.ThrowIfNull(statusOf);
        if (_clock.GetUtcNow() > NotAfter) { return Failure(ResponseStatus.TryLater); }
        try
        {
            var asked = OcspRequest.Read(request);
            return Successful(asked, [.. asked.Certificates.Select(id => IsOurs(id) ? statusOf(id.SerialNumber) : new CertificateStatus.Unknown())]);
        }
        catch (AsnContentException)
        {
            return Failure(ResponseStatus.MalformedRequest);
        }
    }

    public void Dispose() => _key.Dispose();

    private byte[] Successful(OcspRequest request, ImmutableArray<CertificateStatus> statuses)
    {
        var now = _clock.GetUtcNow();
        var data = ResponseData(request, statuses, now);
        var signature = _key.Sign(data);
        var basic = new AsnWriter(AsnEncodingRules.DER);
        using (basic.PushSequence()) // BasicOCSPResponse
        {
            basic.WriteEncodedValue(data); // tbsResponseData
            basic.WriteEncodedValue(_key.SignatureAlgorithm.GetDerEncoded()); // signatureAlgorithm
            basic.WriteBitString(signature); // signature
            using (basic.PushSequence(Explicit0)) // certs
            using (basic.PushSequence()) { basic.WriteEncodedValue(_signer.RawData); }
        }

        var response = new AsnWriter(AsnEncodingRules.DER);
        using (response.PushSequence()) // OCSPResponse
        {
            response.WriteEnumeratedValue(ResponseStatus.Successful); // responseStatus
            using (response.PushSequence(Explicit0)) // responseBytes
            using (response.PushSequence())
            {
                response.WriteObjectIdentifier(Basic); // responseType
                response.WriteOctetString(basic.Encode()); // response
            }
        }

        return response.Encode();
    }

    private byte[] ResponseData(OcspRequest request, ImmutableArray<CertificateStatus> statuses, DateTimeOffset now)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) // ResponseData
        {
            using (writer.PushSequence(Explicit1)) { writer.WriteEncodedValue(_signer.SubjectName.RawData); } // responderID: byName
            writer.WriteGeneralizedTime(now, omitFractionalSeconds: true); // producedAt
            using (writer.PushSequence()) // responses
            {
                foreach (var (id, status) in request.Certificates.Zip(statuses)) { WriteSingle(writer, id, status, now); }
            }

            if (request.Nonce is { } nonce)
            {
                using (writer.PushSequence(Explicit1)) // responseExtensions
                using (writer.PushSequence())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(OcspRequest.NonceOid);
                    writer.WriteOctetString(nonce.AsSpan());
                }
            }
        }

        return writer.Encode();
    }

    private void WriteSingle(AsnWriter writer, OcspCertificateId id, CertificateStatus status, DateTimeOffset now)
    {
        using (writer.PushSequence()) // SingleResponse
        {
            writer.WriteEncodedValue(id.Der.Span); // certID
            switch (status) // certStatus
            {
                case CertificateStatus.Good:
                    writer.WriteNull(Explicit0);
                    break;
                case CertificateStatus.Revoked revoked:
                    WriteRevoked(writer, revoked.Entry);
                    break;
                default:
                    writer.WriteNull(Explicit2);
                    break;
            }

            writer.WriteGeneralizedTime(now, omitFractionalSeconds: true); // thisUpdate
            using (writer.PushSequence(Explicit0)) { writer.WriteGeneralizedTime(now + _life < NotAfter ? now + _life : NotAfter, omitFractionalSeconds: true); } // nextUpdate
        }
    }

    private static void WriteRevoked(AsnWriter writer, RevokedCertificate entry)
    {
        using (writer.PushSequence(Explicit1)) // RevokedInfo
        {
            writer.WriteGeneralizedTime(entry.RevokedAt, omitFractionalSeconds: true); // revocationTime
            if (entry.Reason == RevocationReason.Unspecified) { return; }
            using (writer.PushSequence(Explicit0)) { writer.WriteEnumeratedValue(entry.Reason); } // revocationReason
        }
    }

    private bool IsOurs(OcspCertificateId id) => Hash(id.HashAlgorithm) is { } hash
        && hash(_issuer.SubjectName.RawData).AsSpan().SequenceEqual(id.IssuerNameHash.AsSpan())
        && hash(_issuer.PublicKey.EncodedKeyValue.RawData).AsSpan().SequenceEqual(id.IssuerKeyHash.AsSpan());

#pragma warning disable CA5350 // names an issuer and proves nothing; RFC 5019 2.1.1 asks every responder to know SHA-1
    private static Func<byte[], byte[]>? Hash(string oid) => oid switch
    {
        "1.3.14.3.2.26" => SHA1.HashData,
        "2.16.840.1.101.3.4.2.1" => SHA256.HashData,
        "2.16.840.1.101.3.4.2.2" => SHA384.HashData,
        _ => null,
    };
#pragma warning restore CA5350

    private static byte[] Failure(ResponseStatus status)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) { writer.WriteEnumeratedValue(status); }
        return writer.Encode();
    }

    /// <summary>Every reader would refuse the answers otherwise (RFC 6960 4.2.2.2), so this says it at the start.</summary>
    private static void RequireDelegation(X509Certificate2 issuer, X509Certificate2 signer, SigningKey key)
    {
        if (!signer.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.SubjectPublicKeyInfo.Span))
        {
            throw new PkiException(PkiErrors.KeyMismatch, $"the private key does not belong to OCSP signer '{signer.Subject}'; give the one its request was made with");
        }

        var maySign = signer.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == ExtendedKeyUsages.OcspSigning));
        if (!maySign || !signer.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData))
        {
            throw new PkiException(PkiErrors.RevocationRefused,
                $"'{signer.Subject}' cannot sign OCSP answers for '{issuer.Subject}'; issue it by that authority with the profile {CertificateProfile.OcspSigner.Name}");
        }
    }

    private enum ResponseStatus
    {
        Successful = 0,
        MalformedRequest = 1,
        TryLater = 3,
    }
}
