using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Infra.Pki;

/// <summary>One GeneralName (RFC 5280 4.2.1.6): in a subjectAltName whom a certificate is for, in a subtree of name constraints whom it may be for.</summary>
/// <param name="Form">The number of its form, which is its tag.</param>
/// <param name="Value">What stands under the tag; of a directoryName the Name's DER.</param>
internal readonly record struct X509GeneralName(int Form, ReadOnlyMemory<byte> Value)
{
    public const int Rfc822Name = 1;
    public const int DnsName = 2;
    public const int DirectoryName = 4;
    public const int IpAddress = 7;

    /// <summary>The forms in the order of their tags, as the RFC calls them.</summary>
    private static readonly ImmutableArray<string> FormNames =
        ["otherName", "rfc822Name", "dNSName", "x400Address", "directoryName", "ediPartyName", "uniformResourceIdentifier", "iPAddress", "registeredID"];

    /// <summary>The value of a dNSName, rfc822Name or uniformResourceIdentifier.</summary>
    public string Text => Encoding.Latin1.GetString(Value.Span);

    public X500DistinguishedName Directory => new(Value.Span);

    /// <summary>Every name of a GeneralNames.</summary>
    /// <exception cref="AsnContentException">The bytes are none.</exception>
    public static ImmutableArray<X509GeneralName> ReadAll(ReadOnlyMemory<byte> der)
    {
        var names = ImmutableArray.CreateBuilder<X509GeneralName>();
        var reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData) { names.Add(Read(reader)); }
        return names.DrainToImmutable();
    }

    /// <summary>The next name.</summary>
    /// <exception cref="AsnContentException">What stands next is no GeneralName.</exception>
    public static X509GeneralName Read(AsnReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var tag = reader.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue >= FormNames.Length)
        {
            throw new AsnContentException($"tag {tag} is no form of a GeneralName");
        }

        // A Name is a CHOICE, so its tag is explicit, and stands around the Name's own (X.680 31.2.7).
        if (tag.TagValue == DirectoryName) { return new(tag.TagValue, reader.ReadSequence(tag).ReadEncodedValue()); }
        var value = reader.PeekContentBytes();
        reader.ReadEncodedValue();
        return new(tag.TagValue, value);
    }

    public static string NameOf(int form) => FormNames[form];
}
