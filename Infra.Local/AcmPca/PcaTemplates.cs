using System.Security.Cryptography.X509Certificates;
using Infra.Local.Aws;
using Infra.Pki;

namespace Infra.Local.AcmPca;

/// <summary>ACM PCA's certificate templates: the template decides the extensions (AWS Private CA User Guide, "Template definitions").</summary>
internal static class PcaTemplates
{
    private const string Prefix = "arn:aws:acm-pca:::template/";

    // What IssueCertificate takes when none is named.
    private const string Default = Prefix + "EndEntityCertificate/V1";

    private const X509KeyUsageFlags EndEntity = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment;

    public static CertificateProfile Profile(string? templateArn) => Name(templateArn ?? Default) switch
    {
        "EndEntityCertificate" => Of("EndEntityCertificate", EndEntity, ExtendedKeyUsages.ServerAuthentication, ExtendedKeyUsages.ClientAuthentication),
        "EndEntityClientAuthCertificate" => Of("EndEntityClientAuthCertificate", EndEntity, ExtendedKeyUsages.ClientAuthentication),
        "EndEntityServerAuthCertificate" => Of("EndEntityServerAuthCertificate", EndEntity, ExtendedKeyUsages.ServerAuthentication),
        "SubordinateCACertificate_PathLen0" => Subordinate(0),
        "SubordinateCACertificate_PathLen1" => Subordinate(1),
        "SubordinateCACertificate_PathLen2" => Subordinate(2),
        "SubordinateCACertificate_PathLen3" => Subordinate(3),
        _ => throw new AwsException(400, "InvalidArgsException",
            $"template '{templateArn}' is not offered here; choose EndEntity[ClientAuth|ServerAuth]Certificate/V1 or SubordinateCACertificate_PathLen0..3/V1 under {Prefix}"),
    };

    private static string Name(string arn) =>
        arn.StartsWith(Prefix, StringComparison.Ordinal) && arn.EndsWith("/V1", StringComparison.Ordinal) ? arn[Prefix.Length..^"/V1".Length] : arn;

    private static CertificateProfile Of(string name, X509KeyUsageFlags usage, params string[] purposes) =>
        new() { Name = name, KeyUsage = usage, ExtendedKeyUsage = [.. purposes] };

    private static CertificateProfile Subordinate(int pathLength) => new()
    {
        Name = $"SubordinateCACertificate_PathLen{pathLength}",
        IsAuthority = true,
        PathLength = pathLength,
        KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
    };
}
