using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Subjects, most general part first as RFC 5280 expects them.</summary>
public static class DistinguishedNames
{
    public static X500DistinguishedName CommonName(string commonName, string? organization = null, string? organizationalUnit = null, string? country = null) =>
        Of(country: country, organization: organization, organizationalUnit: organizationalUnit, commonName: commonName);

    /// <summary>The parts that are given, e.g. C=US, O=Automatra alone for a name constraint.</summary>
    public static X500DistinguishedName Of(
        string? country = null, string? state = null, string? locality = null, string? organization = null, string? organizationalUnit = null,
        string? commonName = null)
    {
        var name = new X500DistinguishedNameBuilder();
        // The builder writes the last part added first.
        if (commonName is not null) { name.AddCommonName(commonName); }
        if (organizationalUnit is not null) { name.AddOrganizationalUnitName(organizationalUnit); }
        if (organization is not null) { name.AddOrganizationName(organization); }
        if (locality is not null) { name.AddLocalityName(locality); }
        if (state is not null) { name.AddStateOrProvinceName(state); }
        if (country is not null) { name.AddCountryOrRegion(country); }
        return name.Build();
    }

    /// <summary>The name with another common name in its last place, as the most particular part: a sibling, within the same name constraints.</summary>
    public static X500DistinguishedName WithCommonName(X500DistinguishedName name, string commonName)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = new AsnWriter(AsnEncodingRules.DER);
        using (parts.PushSequence()) // RDNSequence
        {
            foreach (var part in name.EnumerateRelativeDistinguishedNames(reversed: false))
            {
                if (part.HasMultipleElements || part.GetSingleElementType().Value != "2.5.4.3") { parts.WriteEncodedValue(part.RawData.Span); }
            }

            parts.WriteEncodedValue(CommonName(commonName).EnumerateRelativeDistinguishedNames().Single().RawData.Span);
        }

        return new X500DistinguishedName(parts.Encode());
    }

    /// <summary>The common name; null unless there is exactly one, of one value.</summary>
    public static string? CommonNameOf(X500DistinguishedName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? found = null;
        foreach (var part in name.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements) { return null; }
            if (part.GetSingleElementType().Value != "2.5.4.3") { continue; }
            if (found is not null) { return null; }
            found = part.GetSingleElementValue();
        }

        return found;
    }
}
