using System.Collections.Immutable;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Provisioning;

/// <summary>The parameters that AWS IoT fills in from the device's certificate (developer guide, "Just-in-time provisioning").</summary>
internal static class CertificateParameters
{
    public const string Id = Prefix + "Id";

    private const string Prefix = "AWS::IoT::Certificate::";

    // Parameter name -> subject attribute. AWS lists no Locality. SerialNumber is the subject's serialNumber (2.5.4.5), not the certificate's.
    private static readonly ImmutableArray<(string Parameter, string Attribute)> Subject =
    [
        ("Country", "Country"),
        ("Organization", "Organization"),
        ("OrganizationalUnit", "OrganizationalUnit"),
        ("DistinguishedNameQualifier", "DistinguishedNameQualifier"),
        ("StateName", "State"),
        ("CommonName", "CommonName"),
        ("SerialNumber", "SerialNumber"),
    ];

    /// <summary>What a certificate's subject says; an attribute that it lacks gives no parameter.</summary>
    public static ImmutableDictionary<string, string> Of(DeviceCertificate certificate)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        values[Id] = certificate.Id;
        foreach (var (parameter, attribute) in Subject)
        {
            if (certificate.Names.SubjectValue(attribute) is { } value) { values[Prefix + parameter] = value; }
        }
        return values.ToImmutable();
    }

    /// <summary>Whether a name is AWS IoT's own: a device must not set it.</summary>
    public static bool IsReserved(string parameter) => parameter.StartsWith("AWS::", StringComparison.Ordinal);
}
