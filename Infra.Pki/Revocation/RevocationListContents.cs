using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Numerics;

namespace Infra.Pki.Revocation;

/// <summary>A TBSCertList, decoded again from the very bytes that are or would be signed.</summary>
internal sealed record RevocationListContents(
    int? Version,
    ImmutableArray<byte> IssuerDer,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate,
    bool TimesAreEncodedByYear,
    bool HasEntryList,
    ImmutableArray<RevokedCertificate> Revoked,
    ImmutableArray<RevocationListExtension> Extensions)
{
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag KeyIdentifierTag = new(TagClass.ContextSpecific, 0);

    /// <summary>cRLNumber; null when it is missing.</summary>
    public BigInteger? Number => Extension(RevocationListAssembly.CrlNumber) is { } number
        ? new AsnReader(number.Value.ToArray(), AsnEncodingRules.DER).ReadInteger() : null;

    /// <summary>The keyIdentifier of authorityKeyIdentifier; empty when there is none.</summary>
    public ImmutableArray<byte> KeyIdentifier
    {
        get
        {
            if (Extension(RevocationListAssembly.AuthorityKeyIdentifier) is not { } extension) { return []; }
            var identifier = new AsnReader(extension.Value.ToArray(), AsnEncodingRules.DER).ReadSequence();
            return identifier.HasData && identifier.PeekTag().HasSameClassAndValue(KeyIdentifierTag) ? [.. identifier.ReadOctetString(KeyIdentifierTag)] : [];
        }
    }

    public RevocationListExtension? Extension(string oid) => Extensions.FirstOrDefault(extension => extension.Oid == oid);

    public static RevocationListContents Decode(byte[] toBeSigned)
    {
        var list = new AsnReader(toBeSigned, AsnEncodingRules.DER).ReadSequence(); // TBSCertList
        int? version = list.PeekTag() == Asn1Tag.Integer && list.TryReadInt32(out var number) ? number : null; // version
        list.ReadEncodedValue(); // signature
        var issuer = list.ReadEncodedValue(); // issuer
        var byYear = true;
        var thisUpdate = ReadTime(list, ref byYear); // thisUpdate
        DateTimeOffset? nextUpdate = list.HasData && IsTime(list.PeekTag()) ? ReadTime(list, ref byYear) : null; // nextUpdate
        var revoked = ImmutableArray.CreateBuilder<RevokedCertificate>();
        var hasEntries = list.HasData && list.PeekTag() == Asn1Tag.Sequence;
        if (hasEntries) // revokedCertificates
        {
            var entries = list.ReadSequence();
            while (entries.HasData) { revoked.Add(ReadEntry(entries.ReadSequence(), ref byYear)); }
        }

        var extensions = list.HasData ? ReadExtensions(list.ReadSequence(ExtensionsTag).ReadSequence()) : []; // crlExtensions
        return new(version, [.. issuer.Span], thisUpdate, nextUpdate, byYear, hasEntries, revoked.ToImmutable(), extensions);
    }

    private static RevokedCertificate ReadEntry(AsnReader entry, ref bool byYear)
    {
        var serial = entry.ReadIntegerBytes().Span; // userCertificate
        var date = ReadTime(entry, ref byYear); // revocationDate
        var reason = RevocationReason.Unspecified;
        if (entry.HasData && ReadExtensions(entry.ReadSequence()).FirstOrDefault(extension => extension.Oid == RevocationListAssembly.ReasonCode) is { } code)
        {
            reason = new AsnReader(code.Value.ToArray(), AsnEncodingRules.DER).ReadEnumeratedValue<RevocationReason>();
        }

        return new(SerialNumbers.Hex(serial), date, reason);
    }

    private static ImmutableArray<RevocationListExtension> ReadExtensions(AsnReader extensions)
    {
        var read = ImmutableArray.CreateBuilder<RevocationListExtension>();
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var critical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            read.Add(new(oid, critical, [.. extension.ReadOctetString()]));
        }

        return read.ToImmutable();
    }

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;

    private static DateTimeOffset ReadTime(AsnReader reader, ref bool byYear)
    {
        if (reader.PeekTag() == Asn1Tag.UtcTime) { return reader.ReadUtcTime(2049); }
        var time = reader.ReadGeneralizedTime();
        byYear &= time.UtcDateTime.Year > 2049;
        return time;
    }
}

internal sealed record RevocationListExtension(string Oid, bool IsCritical, ImmutableArray<byte> Value);
