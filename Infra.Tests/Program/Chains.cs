using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Tests.Program;

/// <summary>CA certificates, right and wrong.</summary>
internal static class Chains
{
    private static readonly DateTimeOffset Begin = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static X509Certificate2 Authority(string subject, X509Certificate2? issuer, int? pathLength, bool isAuthority = true, int years = 10)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, pathLength is not null, pathLength ?? 0, critical: true));
        if (issuer is null) { return request.CreateSelfSigned(Begin, Begin.AddYears(20)); }
        using var issued = request.Create(issuer, Begin, Begin.AddYears(years), [1, 2, 3, 4, 5, 6, 7, 8]);
        return issued.CopyWithPrivateKey(key);
    }

    public static string Pem(params X509Certificate2[] certificates) => string.Join("\n", certificates.Select(certificate => certificate.ExportCertificatePem()));
}
