using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Name constraints as the extension holds them (RFC 5280 4.2.1.10).</summary>
internal static class NameConstraintsDer
{
    private const int Permitted = 0;
    private const int Excluded = 1;

    private static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, X509GeneralName.DirectoryName, isConstructed: true);

    public static byte[] Write(NameConstraints constraints)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) // NameConstraints
        {
            WriteSubtrees(writer, Permitted, constraints.PermittedDnsNames, constraints.PermittedDirectoryNames, constraints.PermittedIpNetworks);
            WriteSubtrees(writer, Excluded, constraints.ExcludedDnsNames, constraints.ExcludedDirectoryNames, constraints.ExcludedIpNetworks);
        }

        return writer.Encode();
    }

    /// <exception cref="AsnContentException">The bytes are none, or hold what the RFC forbids; whoever cannot read a constraint must not pass it over.</exception>
    public static NameConstraints Read(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var permitted = ReadSubtrees(reader, Permitted);
        var excluded = ReadSubtrees(reader, Excluded);
        reader.ThrowIfNotEmpty();
        return new NameConstraints
        {
            PermittedDnsNames = [.. permitted.Where(IsDnsName).Select(name => name.Text)],
            PermittedDirectoryNames = [.. permitted.Where(IsDirectoryName).Select(name => name.Directory)],
            PermittedIpNetworks = [.. permitted.Where(IsIpAddress).Select(Network)],
            ExcludedDnsNames = [.. excluded.Where(IsDnsName).Select(name => name.Text)],
            ExcludedDirectoryNames = [.. excluded.Where(IsDirectoryName).Select(name => name.Directory)],
            ExcludedIpNetworks = [.. excluded.Where(IsIpAddress).Select(Network)],
            OtherForms = [.. permitted.Concat(excluded).Where(name => !IsDnsName(name) && !IsDirectoryName(name) && !IsIpAddress(name)).Select(name => name.Form).Distinct()],
        };
    }

    private static bool IsDnsName(X509GeneralName name) => name.Form == X509GeneralName.DnsName;

    private static bool IsDirectoryName(X509GeneralName name) => name.Form == X509GeneralName.DirectoryName;

    private static bool IsIpAddress(X509GeneralName name) => name.Form == X509GeneralName.IpAddress;

    private static Asn1Tag Subtrees(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    private static void WriteSubtrees(
        AsnWriter writer, int number, ImmutableArray<string> dnsNames, ImmutableArray<X500DistinguishedName> directoryNames, ImmutableArray<IPNetwork> networks)
    {
        if (dnsNames.IsEmpty && directoryNames.IsEmpty && networks.IsEmpty) { return; }
        using (writer.PushSequence(Subtrees(number))) // GeneralSubtrees
        {
            foreach (var name in dnsNames)
            {
                using (writer.PushSequence()) // base
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, X509GeneralName.DnsName));
                }
            }

            foreach (var name in directoryNames)
            {
                using (writer.PushSequence()) // base
                using (writer.PushSequence(DirectoryName)) { writer.WriteEncodedValue(name.RawData); }
            }

            foreach (var network in networks)
            {
                using (writer.PushSequence()) // base
                {
                    writer.WriteOctetString(Octets(network), new Asn1Tag(TagClass.ContextSpecific, X509GeneralName.IpAddress));
                }
            }
        }
    }

    private static ImmutableArray<X509GeneralName> ReadSubtrees(AsnReader reader, int number)
    {
        if (!reader.HasData || !reader.PeekTag().HasSameClassAndValue(Subtrees(number))) { return []; }
        var names = ImmutableArray.CreateBuilder<X509GeneralName>();
        var subtrees = reader.ReadSequence(Subtrees(number));
        while (subtrees.HasData)
        {
            var subtree = subtrees.ReadSequence();
            names.Add(X509GeneralName.Read(subtree)); // base
            subtree.ThrowIfNotEmpty(); // minimum is its default and maximum is absent, says the RFC
        }

        return names.DrainToImmutable();
    }

    /// <summary>Address and mask, one after the other.</summary>
    private static byte[] Octets(IPNetwork network)
    {
        var address = network.BaseAddress.GetAddressBytes();
        var mask = new byte[address.Length];
        for (var bit = 0; bit < network.PrefixLength; bit++) { mask[bit / 8] |= (byte)(0x80 >> (bit % 8)); }
        return [.. address, .. mask];
    }

    private static IPNetwork Network(X509GeneralName name)
    {
        var octets = name.Value.Span;
        if (octets.Length is not (8 or 32)) { throw new AsnContentException($"an iPAddress of {octets.Length} octets is no address with a mask"); }
        var (address, mask) = (octets[..(octets.Length / 2)].ToArray(), octets[(octets.Length / 2)..].ToArray());
        var prefix = mask.Sum(octet => int.PopCount(octet));
        var network = new IPNetwork(new IPAddress([.. address.Zip(mask, (octet, bits) => (byte)(octet & bits))]), prefix);
        return Octets(network).AsSpan(mask.Length).SequenceEqual(mask) ? network : throw new AsnContentException($"the mask {Convert.ToHexString(mask)} is none of CIDR (RFC 4632)");
    }
}
