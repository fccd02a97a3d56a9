using System.Security.Cryptography.X509Certificates;

namespace Infra.Local.AcmPca;

/// <summary>The subject of a CA, from the members of ASN1Subject.</summary>
internal static class PcaSubject
{
    /// <param name="member">Looks a member up by its name as the API writes it, e.g. <c>CommonName</c>.</param>
    public static X500DistinguishedName Build(Func<string, string?> member)
    {
        var name = new X500DistinguishedNameBuilder();
        // The builder writes the last part added first: country leads, as in what ACM PCA makes.
        Add("CommonName", name.AddCommonName);
        Add("OrganizationalUnit", name.AddOrganizationalUnitName);
        Add("Organization", name.AddOrganizationName);
        Add("Locality", name.AddLocalityName);
        Add("State", name.AddStateOrProvinceName);
        Add("Country", name.AddCountryOrRegion);
        return name.Build();

        void Add(string part, Action<string> add)
        {
            if (member(part) is { Length: > 0 } value) { add(value); }
        }
    }
}
