using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>
/// Which names may stand below an authority (RFC 5280 4.2.1.10). They bind every certificate below, the devices' too: a permitted
/// directory name that a device's subject does not begin with refuses that device. <see cref="Permits(X500DistinguishedName)"/> tells before anything is signed.
/// </summary>
public sealed record NameConstraints
{
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4, isConstructed: true);

    /// <summary>Domains under which DNS names may stand. Default: no limit.</summary>
    public ImmutableArray<string> PermittedDnsNames { get; init; } = [];

    /// <summary>What subjects must begin with. Default: no limit.</summary>
    public ImmutableArray<X500DistinguishedName> PermittedDirectoryNames { get; init; } = [];

    /// <summary>Domains under which no DNS name may stand. Default: none.</summary>
    public ImmutableArray<string> ExcludedDnsNames { get; init; } = [];

    /// <summary>What no subject may begin with. Default: none.</summary>
    public ImmutableArray<X500DistinguishedName> ExcludedDirectoryNames { get; init; } = [];

    /// <summary>An extension without a subtree is not allowed (RFC 5280 4.2.1.10).</summary>
    public bool IsEmpty => PermittedDnsNames.IsEmpty && PermittedDirectoryNames.IsEmpty && ExcludedDnsNames.IsEmpty && ExcludedDirectoryNames.IsEmpty;

    /// <summary>Whether a certificate with this subject may stand below.</summary>
    public bool Permits(X500DistinguishedName subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return (PermittedDirectoryNames.IsEmpty || PermittedDirectoryNames.Any(permitted => BeginsWith(subject, permitted)))
            && !ExcludedDirectoryNames.Any(excluded => BeginsWith(subject, excluded));
    }

    /// <summary>Whether a certificate with this DNS name may stand below.</summary>
    public bool Permits(string dnsName)
    {
        ArgumentNullException.ThrowIfNull(dnsName);
        return (PermittedDnsNames.IsEmpty || PermittedDnsNames.Any(permitted => IsWithin(dnsName, permitted)))
            && !ExcludedDnsNames.Any(excluded => IsWithin(dnsName, excluded));
    }

    internal byte[] ToDer()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) // NameConstraints
        {
            WriteSubtrees(writer, 0, PermittedDnsNames, PermittedDirectoryNames); // permittedSubtrees
            WriteSubtrees(writer, 1, ExcludedDnsNames, ExcludedDirectoryNames); // excludedSubtrees
        }

        return writer.Encode();
    }

    private static void WriteSubtrees(
        AsnWriter writer, int tag, ImmutableArray<string> dnsNames, ImmutableArray<X500DistinguishedName> directoryNames)
    {
        if (dnsNames.IsEmpty && directoryNames.IsEmpty) { return; }
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag, isConstructed: true))) // GeneralSubtrees
        {
            foreach (var name in dnsNames)
            {
                using (writer.PushSequence()) { writer.WriteCharacterString(UniversalTagNumber.IA5String, name, DnsName); } // base
            }

            foreach (var name in directoryNames)
            {
                // A Name is a CHOICE, so its tag is explicit (X.680 31.2.7).
                using (writer.PushSequence())
                using (writer.PushSequence(DirectoryName)) { writer.WriteEncodedValue(name.RawData); } // base
            }
        }
    }

    private static bool BeginsWith(X500DistinguishedName name, X500DistinguishedName beginning)
    {
        var parts = RelativeNames(name);
        var wanted = RelativeNames(beginning);
        return wanted.Count <= parts.Count && wanted.Zip(parts).All(pair => pair.First == pair.Second);
    }

    /// <summary>Each part as text, without regard to case and to the string type it is written in (RFC 5280 7.1).</summary>
    private static List<string> RelativeNames(X500DistinguishedName name) =>
    [
        .. name.EnumerateRelativeDistinguishedNames(reversed: false)
            .Select(part => $"{part.GetSingleElementType().Value}={part.GetSingleElementValue()?.Trim().ToUpperInvariant()}"),
    ];

    private static bool IsWithin(string dnsName, string domain) =>
        dnsName.Equals(domain, StringComparison.OrdinalIgnoreCase) || dnsName.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
