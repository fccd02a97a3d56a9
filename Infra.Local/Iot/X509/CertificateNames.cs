using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Local.Iot.X509;

/// <summary>The naming fields of a certificate, keyed as AWS IoT's policy variables spell them (e.g. <c>CommonName</c>).</summary>
internal sealed record CertificateNames(
    ImmutableDictionary<string, ImmutableArray<string>> Subject,
    ImmutableDictionary<string, ImmutableArray<string>> Issuer,
    string SerialNumber)
{
    // The attributes that AWS IoT exposes as iot:Certificate.Subject.* and iot:Certificate.Issuer.* (developer guide, "X.509 Certificate policy variables").
    private static readonly ImmutableDictionary<string, string> Attributes = ImmutableDictionary.CreateRange<string, string>(
    [
        new("2.5.4.3", "CommonName"),
        new("2.5.4.4", "Surname"),
        new("2.5.4.5", "SerialNumber"),
        new("2.5.4.6", "Country"),
        new("2.5.4.8", "State"),
        new("2.5.4.10", "Organization"),
        new("2.5.4.11", "OrganizationalUnit"),
        new("2.5.4.12", "Title"),
        new("2.5.4.42", "GivenName"),
        new("2.5.4.43", "Initials"),
        new("2.5.4.44", "GenerationQualifier"),
        new("2.5.4.46", "DistinguishedNameQualifier"),
        new("2.5.4.65", "Pseudonym"),
    ]);

    public static CertificateNames Of(X509Certificate2 certificate) => new(
        Read(certificate.SubjectName.RawData), Read(certificate.IssuerName.RawData), certificate.SerialNumber);

    /// <summary>The subject's first value of an attribute; null when it has none.</summary>
    public string? SubjectValue(string attribute) => Subject.TryGetValue(attribute, out var values) ? values[0] : null;

    // RDNSequence ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }   (RFC 5280 4.1.2.4)
    private static ImmutableDictionary<string, ImmutableArray<string>> Read(byte[] name)
    {
        var found = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var rdns = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        while (rdns.HasData)
        {
            var rdn = rdns.ReadSetOf();
            while (rdn.HasData)
            {
                var attribute = rdn.ReadSequence();
                var type = attribute.ReadObjectIdentifier();
                if (Attributes.TryGetValue(type, out var key) && ReadText(attribute) is { } value)
                {
                    found[key] = found.TryGetValue(key, out var earlier) ? earlier.Add(value) : [value];
                }
            }
        }
        return found.ToImmutableDictionary(StringComparer.Ordinal);
    }

    private static string? ReadText(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        return tag.TagClass == TagClass.Universal && (UniversalTagNumber)tag.TagValue is
            UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.T61String or UniversalTagNumber.BMPString
            ? attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue)
            : null;
    }
}
