using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Tools.Pki;

/// <summary>What a certificate says, for people and programs.</summary>
internal sealed record CertificateLines(
    string Subject, string Issuer, string SerialNumber, DateTime NotBefore, DateTime NotAfter, string Key, string Sha256, bool IsAuthority, int? PathLength,
    string? KeyUsage, IReadOnlyList<string> ExtendedKeyUsage, IReadOnlyList<string> Critical)
{
    public static CertificateLines Of(X509Certificate2 certificate)
    {
        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
        return new(
            certificate.Subject,
            certificate.Issuer,
            certificate.SerialNumber.ToLowerInvariant(),
            certificate.NotBefore.ToUniversalTime(),
            certificate.NotAfter.ToUniversalTime(),
            KeyOf(certificate),
            certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
            constraints is { CertificateAuthority: true },
            constraints is { HasPathLengthConstraint: true } ? constraints.PathLengthConstraint : null,
            certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages.ToString(),
            [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(usage => usage.EnhancedKeyUsages.Cast<Oid>()).Select(Name)],
            [.. certificate.Extensions.Where(extension => extension.Critical).Select(extension => Name(extension.Oid!))]);
    }

    public IEnumerable<string> Text()
    {
        yield return $"subject   {Subject}";
        yield return $"  issuer    {Issuer}";
        yield return $"  serial    {SerialNumber}";
        yield return $"  valid     {NotBefore:u} to {NotAfter:u}";
        yield return $"  key       {Key}";
        yield return $"  authority {(IsAuthority ? $"yes, path length {PathLength?.ToString(CultureInfo.InvariantCulture) ?? "without limit"}" : "no")}";
        yield return $"  usage     {string.Join("; ", ((string?[])[KeyUsage, .. ExtendedKeyUsage]).OfType<string>())}";
        yield return $"  critical  {string.Join(", ", Critical)}";
        yield return $"  SHA-256   {Sha256}";
    }

    private static string Name(Oid oid) => oid.FriendlyName is { Length: > 0 } name ? name : oid.Value ?? "";

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null) { return $"RSA {rsa.KeySize}"; }
        using var ec = certificate.GetECDsaPublicKey();
        return ec is null ? certificate.PublicKey.Oid.Value ?? "unknown" : $"EC P-{ec.KeySize}";
    }
}
