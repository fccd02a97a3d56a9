using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Infra.Local.Cloud;

namespace Infra.Local.AcmPca;

/// <summary>A CA as DescribeCertificateAuthority and ListCertificateAuthorities show it.</summary>
internal static class PcaDescription
{
    public static JsonObject Of(PcaAuthority authority)
    {
        var settings = authority.Settings;
        var description = new JsonObject
        {
            ["Arn"] = authority.Arn,
            ["OwnerAccount"] = Arns.Account,
            ["CreatedAt"] = authority.CreatedAt.ToUnixTimeSeconds(),
            ["LastStateChangeAt"] = authority.CreatedAt.ToUnixTimeSeconds(),
            ["Type"] = "SUBORDINATE",
            ["Status"] = authority.Status,
            ["KeyStorageSecurityStandard"] = "FIPS_140_2_LEVEL_3_OR_HIGHER",
            ["UsageMode"] = settings.IsShortLived ? "SHORT_LIVED_CERTIFICATE" : "GENERAL_PURPOSE",
            ["CertificateAuthorityConfiguration"] = new JsonObject
            {
                ["KeyAlgorithm"] = settings.KeyAlgorithmName,
                ["SigningAlgorithm"] = settings.SigningAlgorithm,
                ["Subject"] = Subject(settings.Subject),
            },
            ["RevocationConfiguration"] = new JsonObject { ["CrlConfiguration"] = Crl(settings), ["OcspConfiguration"] = Ocsp(settings) },
        };
        if (authority.Active is { } active)
        {
            using var certificate = X509Certificate2.CreateFromPem(active.CertificatePem);
            description["NotBefore"] = new DateTimeOffset(certificate.NotBefore).ToUnixTimeSeconds();
            description["NotAfter"] = new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds();
            description["Serial"] = string.Join(':', certificate.SerialNumber.ToLower(CultureInfo.InvariantCulture).Chunk(2).Select(pair => new string(pair)));
        }
        return description;
    }

    private static JsonObject Crl(PcaSettings settings)
    {
        var crl = new JsonObject { ["Enabled"] = settings.CrlBucket is not null };
        if (settings.CrlBucket is { } bucket) { crl["S3BucketName"] = bucket; }
        if (settings.CrlHost is { } host) { crl["CustomCname"] = host; }
        return crl;
    }

    private static JsonObject Ocsp(PcaSettings settings)
    {
        var ocsp = new JsonObject { ["Enabled"] = settings.Ocsp };
        if (settings.OcspHost is { } host) { ocsp["OcspCustomCname"] = host; }
        return ocsp;
    }

    private static JsonObject Subject(X500DistinguishedName subject)
    {
        var members = new JsonObject();
        foreach (var part in subject.EnumerateRelativeDistinguishedNames())
        {
            var name = part.GetSingleElementType().Value switch
            {
                "2.5.4.3" => "CommonName",
                "2.5.4.6" => "Country",
                "2.5.4.7" => "Locality",
                "2.5.4.8" => "State",
                "2.5.4.10" => "Organization",
                "2.5.4.11" => "OrganizationalUnit",
                _ => null,
            };
            if (name is not null) { members[name] = part.GetSingleElementValue(); }
        }
        return members;
    }
}
