using System.Formats.Asn1;

namespace Infra.Fuzzing.Der;

/// <summary>
/// One element of a DER tree that may be changed at will, also into what is no DER any more. Bit and octet strings that hold elements themselves
/// (keys, extensions) are opened too, so that a mutation reaches every value in a request.
/// </summary>
internal sealed class DerElement
{
    private const byte ConstructedBit = 0x20;

    /// <summary>Identifier octets, with the class and the constructed bit.</summary>
    public required byte[] Tag { get; set; }

    /// <summary>What is before the children: the count of unused bits of an opened bit string.</summary>
    public byte[] Prefix { get; private init; } = [];

    /// <summary>The content, if there are no children.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>The elements inside. Null: a value.</summary>
    public List<DerElement>? Children { get; init; }

    /// <summary>How the length is written.</summary>
    public LengthForm Length { get; set; }

    /// <summary>Whether the content is the element's own, rather than elements.</summary>
    public bool IsValue => Children is null;

    /// <summary>A value.</summary>
    public static DerElement Value(byte tag, params byte[] content) => new() { Tag = [tag], Content = content };

    /// <summary>A sequence.</summary>
    public static DerElement Sequence(params IEnumerable<DerElement> children) => new() { Tag = [0x30], Children = [.. children] };

    /// <summary>Takes a request apart. Null: the bytes are not exactly one element.</summary>
    public static DerElement? Read(ReadOnlySpan<byte> bytes) => ReadAll(bytes) is [var only] ? only : null;

    /// <summary>This element and all below it, from the outside in; each with the element that holds it.</summary>
    public IEnumerable<(DerElement Element, DerElement? Parent)> Walk(DerElement? parent = null) =>
        [(this, parent), .. (Children ?? []).SelectMany(child => child.Walk(this))];

    /// <summary>A copy that shares nothing with this one.</summary>
    public DerElement Copy() => new()
    {
        Tag = [.. Tag],
        Prefix = Prefix,
        Content = [.. Content],
        Children = Children?.ConvertAll(child => child.Copy()),
        Length = Length,
    };

    /// <summary>Writes the tree.</summary>
    public byte[] Write()
    {
        byte[] content = Children is null ? Content : [.. Prefix, .. Children.SelectMany(child => child.Write())];
        return Length is LengthForm.Indefinite
            ? [.. Tag, 0x80, .. content, 0, 0]
            : [.. Tag, .. LengthOctets(content.Length), .. content];
    }

    private static List<DerElement>? ReadAll(ReadOnlySpan<byte> bytes)
    {
        List<DerElement> elements = [];
        while (bytes.Length > 0)
        {
            if (!AsnDecoder.TryReadEncodedValue(bytes, AsnEncodingRules.DER, out var tag, out var offset, out var length, out var consumed))
            {
                return null;
            }

            elements.Add(Open(bytes[..tag.CalculateEncodedSize()].ToArray(), bytes.Slice(offset, length)));
            bytes = bytes[consumed..];
        }

        return elements;
    }

    private static DerElement Open(byte[] tag, ReadOnlySpan<byte> content)
    {
        byte[] prefix = tag is [0x03] && content is [0, ..] ? [0] : [];
        var mayHoldElements = (tag[0] & ConstructedBit) != 0 || tag is [0x03] or [0x04];
        return mayHoldElements && ReadAll(content[prefix.Length..]) is { } children && (children.Count > 0 || (tag[0] & ConstructedBit) != 0)
            ? new DerElement { Tag = tag, Prefix = prefix, Children = children }
            : new DerElement { Tag = tag, Content = content.ToArray() };
    }

    private byte[] LengthOctets(int length) => Length switch
    {
        LengthForm.TooLong => Minimal(length + 1),
        LengthForm.TooShort => Minimal(Math.Max(0, length - 1)),
        LengthForm.Overlong => Minimal(length) switch { [var one] => [0x81, one], var more => [(byte)(more[0] + 1), 0, .. more[1..]] },
        LengthForm.Enormous => [0x84, 0x7f, 0xff, 0xff, 0xff],
        _ => Minimal(length),
    };

    private static byte[] Minimal(int length) => length switch
    {
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        < 0x10000 => [0x82, (byte)(length >> 8), (byte)length],
        _ => [0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
    };
}
