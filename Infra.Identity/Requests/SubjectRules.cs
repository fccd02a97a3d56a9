using System.Formats.Asn1;

namespace Infra.Identity.Requests;

/// <summary>The subject names the device, exactly once, beside nothing but ordinary attributes.</summary>
internal static class SubjectRules
{
    public static CsrRefusal? Check(IReadOnlyList<SubjectAttribute> subject, out DeviceId device)
    {
        device = default;
        var commonNames = subject.Count(attribute => attribute.Oid == Oids.CommonName);
        if (commonNames != 1)
        {
            return commonNames == 0 ? CsrRefusal.CommonNameMissing : CsrRefusal.CommonNameRepeated;
        }

        if (ReadDirectoryString(subject.Single(attribute => attribute.Oid == Oids.CommonName).Value) is not { } commonName
            || !DeviceId.TryParse(commonName, out device))
        {
            return CsrRefusal.CommonNameInvalid;
        }

        // A value that is no text could hold a second name, which another reader might find.
        return subject.All(attribute => IsOrdinary(attribute.Oid) && ReadDirectoryString(attribute.Value) is not null)
            ? null
            : CsrRefusal.SubjectAttributeUnexpected;
    }

    /// <summary>UTF8String or PrintableString, as RFC 5280, 4.1.2.4 wants of new certificates. Null: another type, or no such string.</summary>
    public static string? ReadDirectoryString(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var reader = new AsnReader(encoded, AsnEncodingRules.DER);
            return reader.PeekTag() switch
            {
                { TagClass: TagClass.Universal, TagValue: (int)UniversalTagNumber.UTF8String } => reader.ReadCharacterString(UniversalTagNumber.UTF8String),
                { TagClass: TagClass.Universal, TagValue: (int)UniversalTagNumber.PrintableString } => reader.ReadCharacterString(UniversalTagNumber.PrintableString),
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static bool IsOrdinary(string oid) => oid
        is Oids.CommonName
        or Oids.Country
        or Oids.State
        or Oids.Locality
        or Oids.Organization
        or Oids.OrganizationalUnit
        or Oids.SerialNumber;
}
