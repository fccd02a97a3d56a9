using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Infra.Tests.Identity;

/// <summary>
/// A PKCS#10 request written grammar by grammar (RFC 2986, 4), so that every part can be made wrong on purpose. The default is good.
/// </summary>
internal sealed record CsrRecipe
{
    public TestKey Key { get; init; } = TestKey.P256;

    public int Version { get; init; }

    public IReadOnlyList<Rdn> Subject { get; init; } = [new("2.5.4.6", UniversalTagNumber.PrintableString, "US"), Rdn.CommonName("SN-0001")];

    /// <summary>The key that the request claims. Default: that of <see cref="Key"/>.</summary>
    public byte[]? SubjectPublicKeyInfo { get; init; }

    /// <summary>Attributes, each with its values already encoded.</summary>
    public IReadOnlyList<(string Oid, byte[][] Values)> Attributes { get; init; } = [];

    public bool OmitAttributes { get; init; }

    public string? SignatureAlgorithm { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public bool CorruptSignature { get; init; }

    /// <summary>The signature that takes the place of the right one.</summary>
    public Func<byte[], byte[]>? AlterSignature { get; init; }

    /// <summary>What stands where the attributes should. Default: <see cref="Attributes"/>.</summary>
    public byte[]? EncodedAttributes { get; init; }

    public CsrRecipe WithCommonName(string name, UniversalTagNumber type = UniversalTagNumber.UTF8String) =>
        this with { Subject = [Rdn.CommonName(name, type)] };

    public CsrRecipe WithExtension(string oid, Action<AsnWriter> value, bool critical = false) =>
        this with { Attributes = [.. Attributes, ("1.2.840.113549.1.9.14", [Encode(writer => WriteExtensions(writer, (oid, critical, value)))])] };

    public byte[] ToDer()
    {
        var info = Encode(WriteInfo);
        var signature = Key.Sign(info, Hash);
        if (CorruptSignature)
        {
            signature[^1] ^= 1;
        }

        signature = AlterSignature?.Invoke(signature) ?? signature;

        return Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(info);
                using (writer.PushSequence()) // signatureAlgorithm
                {
                    writer.WriteObjectIdentifier(SignatureAlgorithm ?? Key.SignatureAlgorithm(Hash));
                    if (Key.IsRsa)
                    {
                        writer.WriteNull();
                    }
                }

                writer.WriteBitString(signature);
            }
        });
    }

    public string ToHeader() => Convert.ToBase64String(ToDer());

    public string ToPem() => PemEncoding.WriteString("CERTIFICATE REQUEST", ToDer()) + "\n";

    public static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    public static void WriteExtensions(AsnWriter writer, params (string Oid, bool Critical, Action<AsnWriter> Value)[] extensions)
    {
        using (writer.PushSequence())
        {
            foreach (var (oid, critical, value) in extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    if (critical)
                    {
                        writer.WriteBoolean(true);
                    }

                    writer.WriteOctetString(Encode(value));
                }
            }
        }
    }

    private void WriteInfo(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version);
            using (writer.PushSequence()) // subject
            {
                foreach (var rdn in Subject)
                {
                    using (writer.PushSetOf())
                    {
                        rdn.Write(writer);
                        rdn.Beside?.Write(writer);
                    }
                }
            }

            writer.WriteEncodedValue(SubjectPublicKeyInfo ?? Key.SubjectPublicKeyInfo);
            if (OmitAttributes)
            {
                return;
            }

            if (EncodedAttributes is not null)
            {
                writer.WriteEncodedValue(EncodedAttributes);
                return;
            }

            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                foreach (var (oid, values) in Attributes)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(oid);
                        using (writer.PushSetOf())
                        {
                            foreach (var value in values)
                            {
                                writer.WriteEncodedValue(value);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// <summary>One part of a subject.</summary>
internal sealed record Rdn(string Oid, UniversalTagNumber Type, string Value)
{
    /// <summary>The value as it is written, tag, length and all. Default: <see cref="Value"/> as <see cref="Type"/>.</summary>
    public byte[]? Encoded { get; init; }

    /// <summary>A second attribute in the same set.</summary>
    public Rdn? Beside { get; init; }

    public static Rdn CommonName(string name, UniversalTagNumber type = UniversalTagNumber.UTF8String) => new("2.5.4.3", type, name);

    public static Rdn CommonName(byte[] encoded) => CommonName("") with { Encoded = encoded };

    public void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid);
            if (Encoded is not null)
            {
                writer.WriteEncodedValue(Encoded);
            }
            else if (Type is UniversalTagNumber.OctetString)
            {
                writer.WriteOctetString(System.Text.Encoding.ASCII.GetBytes(Value));
            }
            else
            {
                writer.WriteCharacterString(Type, Value);
            }
        }
    }
}

/// <summary>A key pair that signs.</summary>
internal abstract class TestKey
{
    public static TestKey P256 { get; } = new Ec(ECCurve.NamedCurves.nistP256);

    public static TestKey OtherP256 { get; } = new Ec(ECCurve.NamedCurves.nistP256);

    public static TestKey P384 { get; } = new Ec(ECCurve.NamedCurves.nistP384);

    public static TestKey P521 { get; } = new Ec(ECCurve.NamedCurves.nistP521);

    public static TestKey BrainpoolP256 { get; } = new Ec(ECCurve.NamedCurves.brainpoolP256r1);

    public static TestKey ExplicitP256 { get; } = new Ec(ExplicitForm(ECCurve.NamedCurves.nistP256));

    public static TestKey P224 { get; } = new Ec(ECCurve.CreateFromValue("1.3.132.0.33"));

    public static TestKey Secp256k1 { get; } = new Ec(ECCurve.CreateFromValue("1.3.132.0.10"));

    public static TestKey Rsa2048 { get; } = new OfRsa(2048);

    public static TestKey Rsa1024 { get; } = new OfRsa(1024);

    /// <summary>An RSA key with the exponent 1: every signature is its own message, so anyone signs for it.</summary>
    public static TestKey RsaExponentOne { get; } = new RsaOfExponentOne();

    /// <summary>An RSA key with the exponent 3.</summary>
    public static TestKey RsaExponentThree { get; } = new RsaOfExponentThree();

    /// <summary>A new RSA key of any size.</summary>
    public static TestKey NewRsa(int bits) => new OfRsa(bits);

    public abstract bool IsRsa { get; }

    public abstract byte[] SubjectPublicKeyInfo { get; }

    public abstract byte[] Sign(byte[] data, HashAlgorithmName hash);

    public string SignatureAlgorithm(HashAlgorithmName hash) => (IsRsa, hash.Name) switch
    {
        (true, "MD5") => "1.2.840.113549.1.1.4",
        (true, "SHA1") => "1.2.840.113549.1.1.5",
        (true, "SHA256") => "1.2.840.113549.1.1.11",
        (true, "SHA384") => "1.2.840.113549.1.1.12",
        (true, "SHA512") => "1.2.840.113549.1.1.13",
        (false, "SHA1") => "1.2.840.10045.4.1",
        (false, "SHA256") => "1.2.840.10045.4.3.2",
        (false, "SHA384") => "1.2.840.10045.4.3.3",
        (false, "SHA512") => "1.2.840.10045.4.3.4",
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    public static byte[] RsaSubjectPublicKeyInfo(BigInteger modulus, BigInteger exponent, bool withNull = true) => CsrRecipe.Encode(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                if (withNull)
                {
                    writer.WriteNull();
                }
            }

            writer.WriteBitString(CsrRecipe.Encode(key =>
            {
                using (key.PushSequence())
                {
                    key.WriteInteger(modulus);
                    key.WriteInteger(exponent);
                }
            }));
        }
    });

    public static byte[] EcSubjectPublicKeyInfo(string curve, byte[] point) => CsrRecipe.Encode(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                writer.WriteObjectIdentifier(curve);
            }

            writer.WriteBitString(point);
        }
    });

    private static ECCurve ExplicitForm(ECCurve named)
    {
        using var key = ECDsa.Create(named);
        return key.ExportExplicitParameters(includePrivateParameters: false).Curve;
    }

    private sealed class Ec(ECCurve curve) : TestKey
    {
        private readonly ECDsa _key = ECDsa.Create(curve);

        public override bool IsRsa => false;

        public override byte[] SubjectPublicKeyInfo => _key.ExportSubjectPublicKeyInfo();

        public override byte[] Sign(byte[] data, HashAlgorithmName hash) => _key.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private sealed class OfRsa(int bits) : TestKey
    {
        private readonly RSA _key = RSA.Create(bits);

        public override bool IsRsa => true;

        public override byte[] SubjectPublicKeyInfo => _key.ExportSubjectPublicKeyInfo();

        public override byte[] Sign(byte[] data, HashAlgorithmName hash) => _key.SignData(data, hash, RSASignaturePadding.Pkcs1);
    }

    private sealed class RsaOfExponentOne : TestKey
    {
        private readonly BigInteger _modulus = (BigInteger.One << 2048) - 1;

        public override bool IsRsa => true;

        public override byte[] SubjectPublicKeyInfo => RsaSubjectPublicKeyInfo(_modulus, 1);

        // With the exponent 1 the padded digest is the signature.
        public override byte[] Sign(byte[] data, HashAlgorithmName hash) => PaddedSha256(data);
    }

    private sealed class RsaOfExponentThree : TestKey
    {
        private readonly BigInteger _modulus;
        private readonly BigInteger _private;

        public RsaOfExponentThree()
        {
            // The platform makes keys with 65537 only; borrow its primes until 3 is coprime to both of p-1, q-1.
            while (true)
            {
                using var rsa = RSA.Create(2048);
                var parameters = rsa.ExportParameters(includePrivateParameters: true);
                var (p, q) = (Number(parameters.P!), Number(parameters.Q!));
                if (p % 3 == 2 && q % 3 == 2)
                {
                    var phi = (p - 1) * (q - 1);
                    _modulus = p * q;
                    _private = (1 + (phi * (phi % 3 == 1 ? 2 : 1))) / 3;
                    return;
                }
            }
        }

        public override bool IsRsa => true;

        public override byte[] SubjectPublicKeyInfo => RsaSubjectPublicKeyInfo(_modulus, 3);

        public override byte[] Sign(byte[] data, HashAlgorithmName hash)
        {
            var signature = BigInteger.ModPow(Number(PaddedSha256(data)), _private, _modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[256 - signature.Length], .. signature];
        }

        private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>EMSA-PKCS1-v1_5 of RFC 8017, 9.2, for SHA-256 and 2048 bits.</summary>
    private static byte[] PaddedSha256(byte[] data)
    {
        byte[] digestInfo = [.. Convert.FromHexString("3031300d060960864801650304020105000420"), .. SHA256.HashData(data)];
        byte[] padding = [.. Enumerable.Repeat((byte)0xff, 256 - 3 - digestInfo.Length)];
        return [0, 1, .. padding, 0, .. digestInfo];
    }
}
