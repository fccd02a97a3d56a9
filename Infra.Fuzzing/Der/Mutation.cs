using System.Text;

namespace Infra.Fuzzing.Der;

/// <summary>
/// One change to one element of a tree: which change, which element, and a number from which the rest follows. The same mutation of the same
/// tree always gives the same bytes, so a test can shrink it and a run can be repeated.
/// </summary>
/// <param name="Kind">Which change.</param>
/// <param name="Element">Which element, counted from the outside in; beyond the last one it begins anew.</param>
/// <param name="Argument">Which bit, which value, how often.</param>
internal sealed record Mutation(MutationKind Kind, uint Element, uint Argument)
{
    /// <summary>Universal tags that a reader may take for each other (X.680, 8.4).</summary>
    private static readonly byte[] _tags =
        [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x1a, 0x1c, 0x1e, 0x23, 0x24, 0x2c, 0x30, 0x31, 0x80, 0xa0, 0xa1, 0xbf, 0xff];

    private static readonly byte[][] _values =
    [
        [], [0], [0xff], [0x80], [0x7f, 0xff], [1, 0, 1], [3], [0, 0, 0, 0], new byte[300],
        [.. Enumerable.Repeat((byte)0xff, 300)],
        [.. Enumerable.Repeat((byte)0x80, 200)],
        "SN-0001\0.evil"u8.ToArray(),
        "*"u8.ToArray(), "#"u8.ToArray(), "${iot:ClientId}"u8.ToArray(), "\r\n{}"u8.ToArray(),
        [0xc0, 0x80], // NUL in overlong UTF-8
        [0xed, 0xa0, 0x80], // half of a surrogate pair
        [0xf4, 0x90, 0x80, 0x80], // beyond the last character
        Encoding.UTF8.GetBytes("\ufeffSN-0001"),
        Encoding.UTF8.GetBytes("SN-\u202e1000"),
        Encoding.BigEndianUnicode.GetBytes("SN-0001"),
        [.. Enumerable.Repeat((byte)'A', 64)],
        [.. Enumerable.Repeat((byte)'A', 65)],
        [.. Enumerable.Repeat((byte)'A', 2000)],
    ];

    /// <summary>Object identifiers that mean something, somewhere in a request.</summary>
    private static readonly byte[][] _oids = Array.ConvertAll(
        (string[])
        [
            "550403", "550406", "550405", "2A864886F70D010901", // CN, C, serialNumber, e-mail
            "2A864886F70D010101", "2A8648CE3D0201", "2B6570", "2A864886F70D01010A", // rsaEncryption, ecPublicKey, Ed25519, RSASSA-PSS
            "2A8648CE3D030107", "2B81040022", "2B81040023", "2B8104000A", // P-256, P-384, P-521, secp256k1
            "2A864886F70D01010B", "2A864886F70D01010D", "2A864886F70D010105", "2A8648CE3D040302", "2A8648CE3D0401", // signatures
            "2A864886F70D010907", "2A864886F70D01090E", // challengePassword, extensionRequest
            "551D11", "551D13", "551D0F", "551D25", "551D1E", "2B06010505070301", "2B06010505070302", "551D2500", // extensions and their values
            "80", "8001", "2AFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F", // padded, unfinished, very large
        ],
        Convert.FromHexString);

    /// <summary>Changes a request in place.</summary>
    /// <param name="document">The request: one element, or by an earlier mutation none or several.</param>
    /// <param name="donor">A request from which an element may be taken over.</param>
    public void Apply(List<DerElement> document, DerElement donor)
    {
        var all = document.SelectMany(root => root.Walk()).ToList();
        if (all.Count == 0)
        {
            return;
        }

        var (element, parent) = all[(int)(Element % all.Count)];
        var siblings = parent?.Children ?? document;
        var place = siblings.IndexOf(element);
        switch (Kind)
        {
            case MutationKind.FlipBit: element.Content = WithBitFlipped(element); break;
            case MutationKind.FlipTagBit: element.Tag = [(byte)(element.Tag[0] ^ (1 << (int)(Argument % 8))), .. element.Tag[1..]]; break;
            case MutationKind.Retag: element.Tag = [_tags[Argument % _tags.Length]]; break;
            case MutationKind.Remove: siblings.RemoveAt(place); break;
            case MutationKind.Repeat: siblings.InsertRange(place, Enumerable.Range(0, Times(1, 2, 40)).Select(_ => element.Copy())); break;
            case MutationKind.Move: siblings.RemoveAt(place); siblings.Insert((int)(Argument % (siblings.Count + 1)), element); break;
            case MutationKind.Empty: Replace([]); break;
            case MutationKind.SetValue: Replace(_values[Argument % _values.Length]); break;
            case MutationKind.SetObjectIdentifier: Replace(_oids[Argument % _oids.Length]); break;
            case MutationKind.PadFront: Replace([(byte)(Argument % 2 == 0 ? 0x00 : 0xff), .. ContentOf(element)]); break;
            case MutationKind.PadBack: Replace([.. ContentOf(element), (byte)Argument]); break;
            case MutationKind.CutValue: Replace(ContentOf(element) is { Length: > 0 } content ? content[..(int)(Argument % content.Length)] : []); break;
            case MutationKind.SetLength: element.Length = (LengthForm)(1 + (Argument % 5)); break;
            case MutationKind.Nest: siblings[place] = Nested(element, Times(1, 20, 500)); break;
            case MutationKind.Graft: siblings[place] = donor.Walk().ElementAt((int)(Argument % donor.Walk().Count())).Element.Copy(); break;
            case MutationKind.AddUnknown: (element.Children ?? siblings).Add(DerElement.Value(_tags[Argument % _tags.Length], 1, 2, 3)); break;
            default: throw new ArgumentOutOfRangeException(nameof(document), Kind, "not a mutation");
        }

        void Replace(byte[] content) => siblings[place] = new DerElement { Tag = element.Tag, Content = content, Length = element.Length };
    }

    private static byte[] ContentOf(DerElement element) => element.IsValue ? element.Content : [.. element.Children!.SelectMany(child => child.Write())];

    private static DerElement Nested(DerElement element, int depth)
    {
        for (; depth > 0; depth--)
        {
            element = DerElement.Sequence(element);
        }

        return element;
    }

    private byte[] WithBitFlipped(DerElement element)
    {
        byte[] content = [.. element.Content];
        if (content.Length > 0)
        {
            content[Argument / 8 % content.Length] ^= (byte)(1 << (int)(Argument % 8));
        }

        return content;
    }

    private int Times(params ReadOnlySpan<int> allowed) => allowed[(int)(Argument % allowed.Length)];
}

/// <summary>The changes.</summary>
internal enum MutationKind
{
    /// <summary>One bit of a value.</summary>
    FlipBit,

    /// <summary>One bit of a tag.</summary>
    FlipTagBit,

    /// <summary>Another type.</summary>
    Retag,

    /// <summary>The element is left out.</summary>
    Remove,

    /// <summary>The element comes several times.</summary>
    Repeat,

    /// <summary>The element stands elsewhere among its neighbours.</summary>
    Move,

    /// <summary>Nothing inside.</summary>
    Empty,

    /// <summary>A value that readers stumble over.</summary>
    SetValue,

    /// <summary>An object identifier that means something elsewhere, or is none.</summary>
    SetObjectIdentifier,

    /// <summary>A byte in front: a number becomes non-minimal or negative.</summary>
    PadFront,

    /// <summary>A byte behind.</summary>
    PadBack,

    /// <summary>The value breaks off.</summary>
    CutValue,

    /// <summary>Another form of length, or one that lies.</summary>
    SetLength,

    /// <summary>Sequences around it.</summary>
    Nest,

    /// <summary>An element of another request in its place.</summary>
    Graft,

    /// <summary>An element that nobody asked for.</summary>
    AddUnknown,
}
