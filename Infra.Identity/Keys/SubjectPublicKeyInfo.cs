using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Infra.Identity.Keys;

/// <summary>
/// A public key's structure (RFC 5280, 4.1.2.7), decoded but not yet held against the rules: a CSR's signature is
/// checked before its key is judged.
/// </summary>
internal sealed class SubjectPublicKeyInfo
{
    private const int MaxModulusBits = 4096;
    private static readonly BigInteger _exponentLimit = BigInteger.One << 256;

    private readonly BigInteger _modulus;
    private readonly BigInteger _exponent;

    private SubjectPublicKeyInfo(ReadOnlyMemory<byte> der, KeyKind kind, BigInteger modulus = default, BigInteger exponent = default)
    {
        Der = der;
        Kind = kind;
        _modulus = modulus;
        _exponent = exponent;
    }

    public ReadOnlyMemory<byte> Der { get; }

    public KeyKind Kind { get; }

    /// <summary>Decodes a key of a known family. Null key: see the refusal.</summary>
    public static SubjectPublicKeyInfo? Decode(ReadOnlyMemory<byte> der, out KeyRefusal refusal)
    {
        refusal = KeyRefusal.Malformed;
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var info = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var algorithm = info.ReadSequence();
            var oid = algorithm.ReadObjectIdentifier();
            switch (oid)
            {
                case Oids.RsaEncryption:
                    // RFC 3279, 2.3.1: the parameters are NULL. One encoding per key is what makes keys comparable as bytes.
                    algorithm.ReadNull();
                    algorithm.ThrowIfNotEmpty();
                    return DecodeRsa(der, ReadKeyBits(info), out refusal);
                case Oids.EcPublicKey:
                    return DecodeEc(der, algorithm, info, out refusal);
                default:
                    refusal = KeyRefusal.AlgorithmUnsupported;
                    return null;
            }
        }
        catch (AsnContentException)
        {
            refusal = KeyRefusal.Malformed;
            return null;
        }
    }

    /// <summary>The upper limits, without which one signature could keep a processor busy. Null: the key keeps them.</summary>
    public KeyRefusal? FaultByCost() =>
        Kind is not KeyKind.Rsa ? null
        : _modulus.GetBitLength() > MaxModulusBits ? KeyRefusal.RsaSize
        : _exponent >= _exponentLimit ? KeyRefusal.RsaExponent
        : null;

    /// <summary>The rules that a decoded key can still break. Null: it breaks none.</summary>
    public KeyRefusal? FaultByRules()
    {
        if (Kind is not KeyKind.Rsa)
        {
            return null;
        }

        var bits = _modulus.GetBitLength();
        return FaultByCost()
            ?? (bits < 2048 || bits % 256 != 0 ? KeyRefusal.RsaSize
                : _exponent < 65537 || _exponent.IsEven ? KeyRefusal.RsaExponent
                : null);
    }

    /// <summary>Whether the signature over the data is this key's. Null: the key's value is none (off its curve, say).</summary>
    public bool? Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        try
        {
            if (Kind is KeyKind.Rsa)
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(Der.Span, out _);
                return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
            }

            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(Der.Span, out _);
            return ecdsa.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static SubjectPublicKeyInfo? DecodeRsa(ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> bits, out KeyRefusal refusal)
    {
        refusal = KeyRefusal.ValueInvalid;
        var outer = new AsnReader(bits, AsnEncodingRules.DER);
        var key = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var modulus = key.ReadInteger();
        var exponent = key.ReadInteger();
        key.ThrowIfNotEmpty();

        // With the exponent 1 every message is its own signature: such a key proves nothing.
        return modulus.Sign > 0 && !modulus.IsEven && exponent > BigInteger.One
            ? new SubjectPublicKeyInfo(der, KeyKind.Rsa, modulus, exponent)
            : null;
    }

    private static SubjectPublicKeyInfo? DecodeEc(ReadOnlyMemory<byte> der, AsnReader algorithm, AsnReader info, out KeyRefusal refusal)
    {
        refusal = KeyRefusal.CurveUnsupported;
        if (algorithm.PeekTag() != Asn1Tag.ObjectIdentifier)
        {
            return null;
        }

        (KeyKind Kind, int FieldBytes) curve;
        switch (algorithm.ReadObjectIdentifier())
        {
            case Oids.P256: curve = (KeyKind.P256, 32); break;
            case Oids.P384: curve = (KeyKind.P384, 48); break;
            case Oids.P521: curve = (KeyKind.P521, 66); break;
            default: return null;
        }

        algorithm.ThrowIfNotEmpty();
        var point = ReadKeyBits(info).Span;
        refusal = KeyRefusal.ValueInvalid;

        // RFC 5480, 2.2: 04 means uncompressed, the one form that every implementation must take.
        return point.Length == 1 + (2 * curve.FieldBytes) && point[0] == 0x04 && NistCurve.Holds(curve.Kind, point[1..]) ? new SubjectPublicKeyInfo(der, curve.Kind) : null;
    }

    private static ReadOnlyMemory<byte> ReadKeyBits(AsnReader info)
    {
        var bits = info.ReadBitString(out var unusedBits);
        info.ThrowIfNotEmpty();
        return unusedBits == 0 ? bits : throw new AsnContentException("the key's bit string is no whole number of bytes");
    }
}
