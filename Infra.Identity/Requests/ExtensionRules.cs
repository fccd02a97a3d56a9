using System.Formats.Asn1;

namespace Infra.Identity.Requests;

/// <summary>
/// The certificate template decides the extensions, never the CSR. A request may still say what the template gives anyway,
/// as common tools write it; a request for anything else is refused rather than silently ignored.
/// </summary>
internal static class ExtensionRules
{
    // RFC 5280, 4.2.1.3: bits 0 digitalSignature, 1 nonRepudiation, 2 keyEncipherment, 4 keyAgreement, counted from the left.
    private const byte DeviceKeyUsages = 0b1110_1000;

    // Bit 0 of Netscape's certificate type.
    private const byte SslClient = 0b1000_0000;

    public static bool AreHarmless(ReadOnlyMemory<byte> extensions)
    {
        try
        {
            var outer = new AsnReader(extensions, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (sequence.HasData)
            {
                var extension = sequence.ReadSequence();
                var oid = extension.ReadObjectIdentifier();
                if (extension.PeekTag() == Asn1Tag.Boolean)
                {
                    _ = extension.ReadBoolean();
                }

                var value = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER);
                extension.ThrowIfNotEmpty();
                if (!seen.Add(oid) || !IsHarmless(oid, value))
                {
                    return false;
                }

                value.ThrowIfNotEmpty();
            }

            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool IsHarmless(string oid, AsnReader value) => oid switch
    {
        Oids.BasicConstraints => IsEndEntity(value.ReadSequence()),
        Oids.KeyUsage => AreDeviceKeyUsages(value),
        Oids.ExtendedKeyUsage => IsClientAuthOnly(value.ReadSequence()),
        Oids.SubjectKeyIdentifier => value.ReadOctetString().Length > 0,
        // FreeRTOS's firmware writes Netscape's predecessor of the extended key usage, by way of mbed TLS.
        Oids.NetscapeCertificateType => IsSslClientOnly(value),
        _ => false,
    };

    private static bool IsEndEntity(AsnReader constraints)
    {
        // DER leaves the default FALSE out; some encoders write it, which asks for nothing more.
        var isAuthority = constraints.HasData && constraints.ReadBoolean();
        return !isAuthority && !constraints.HasData;
    }

    private static bool AreDeviceKeyUsages(AsnReader value)
    {
        var bits = value.ReadBitString(out _);
        return bits.Length == 1 && (bits[0] & ~DeviceKeyUsages) == 0;
    }

    private static bool IsSslClientOnly(AsnReader value) => value.ReadBitString(out _) is [SslClient];

    private static bool IsClientAuthOnly(AsnReader usages) => usages.ReadObjectIdentifier() == Oids.ClientAuth && !usages.HasData;
}
