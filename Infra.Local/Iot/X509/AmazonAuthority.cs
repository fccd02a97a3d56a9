using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;

namespace Infra.Local.Iot.X509;

/// <summary>Amazon's own CA of one region, made for the run: it signs what CreateCertificateFromCsr and CreateKeysAndCertificate return.</summary>
internal sealed class AmazonAuthority(TimeProvider clock) : IDisposable
{
    private readonly SoftwareAuthority authority = SoftwareAuthority.CreateRoot(
        new X500DistinguishedName("OU=Amazon Web Services, O=Amazon.com Inc., L=Seattle, ST=Washington, C=US"), KeyAlgorithm.EcP256, TimeSpan.FromDays(36_500), clock);

    /// <summary>Certificates that AWS IoT signs all end then (developer guide, "Create AWS IoT client certificates").</summary>
    public static readonly DateTimeOffset EndOfLife = new(2049, 12, 31, 23, 59, 59, TimeSpan.Zero);

    public string CertificatePem => authority.CertificatePem;

    /// <summary>A certificate for the request's subject and key; the same request gets another certificate each time.</summary>
    public string Sign(string? requestPem)
    {
        if (string.IsNullOrWhiteSpace(requestPem)) { throw IotErrors.Invalid("certificateSigningRequest is missing"); }
        if (requestPem.Length > 4096) { throw IotErrors.Invalid($"certificateSigningRequest has {requestPem.Length} characters; at most 4096 are allowed"); }
        try
        {
            var request = CertificationRequests.Verify(Pem.Request(requestPem));
            return Issue(request.Subject, request.SubjectPublicKeyInfo);
        }
        catch (PkiException exception)
        {
            throw IotErrors.Invalid($"certificateSigningRequest cannot be used: {exception.Message}");
        }
    }

    /// <summary>A new RSA key pair and its certificate. The private key is handed to the caller and kept nowhere.</summary>
    public NewKeyPair SignNewKey()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.Rsa2048);
        var publicKey = PemEncoding.WriteString("PUBLIC KEY", key.SubjectPublicKeyInfo.Span) + "\n";
        return new(Issue(DistinguishedNames.CommonName("AWS IoT Certificate"), key.SubjectPublicKeyInfo), publicKey, key.ExportPrivateKeyPem());
    }

    public void Dispose() => authority.Dispose();

    private string Issue(X500DistinguishedName subject, ReadOnlyMemory<byte> subjectPublicKeyInfo) =>
        authority.Issue(authority.Prepare(CertificateProfile.Device, new()
        {
            // A request without a subject still gets a named certificate.
            Subject = subject.RawData.Length > 2 ? subject : DistinguishedNames.CommonName("AWS IoT Certificate"),
            SubjectPublicKeyInfo = subjectPublicKeyInfo,
            Validity = new(clock.GetUtcNow(), EndOfLife),
        })).CertificatePem;
}

/// <summary>What CreateKeysAndCertificate and CreateProvisioningClaim hand out.</summary>
internal sealed record NewKeyPair(string CertificatePem, string PublicKeyPem, string PrivateKeyPem);
