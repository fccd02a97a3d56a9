using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Subjects, most general part first as RFC 5280 expects them.</summary>
public static class DistinguishedNames
{
    public static X500DistinguishedName CommonName(string commonName, string? organization = null, string? organizationalUnit = null, string? country = null)
    {
        var name = new X500DistinguishedNameBuilder();
        // The builder writes the last part added first.
        name.AddCommonName(commonName);
        if (organizationalUnit is not null) { name.AddOrganizationalUnitName(organizationalUnit); }
        if (organization is not null) { name.AddOrganizationName(organization); }
        if (country is not null) { name.AddCountryOrRegion(country); }
        return name.Build();
    }
}
