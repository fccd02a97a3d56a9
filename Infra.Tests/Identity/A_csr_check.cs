using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Identity.Requests;

namespace Infra.Tests.Identity;

public sealed class A_csr_check
{
    private const string BasicConstraints = "2.5.29.19";
    private const string KeyUsage = "2.5.29.15";
    private const string ExtendedKeyUsage = "2.5.29.37";
    private const string ChallengePassword = "1.2.840.113549.1.9.7";

    private static readonly CsrRecipe _good = new();

    private static Dictionary<string, CsrRecipe> GoodOnes { get; } = new()
    {
        ["P-256"] = _good,
        ["P-384, SHA-384"] = _good with { Key = TestKey.P384, Hash = HashAlgorithmName.SHA384 },
        ["P-521, SHA-512"] = _good with { Key = TestKey.P521, Hash = HashAlgorithmName.SHA512 },
        ["RSA-2048"] = _good with { Key = TestKey.Rsa2048 },
        ["RSA-2048, SHA-512"] = _good with { Key = TestKey.Rsa2048, Hash = HashAlgorithmName.SHA512 },
        ["CN of one character"] = _good.WithCommonName("a"),
        ["CN of 64 characters"] = _good.WithCommonName(new string('Z', 64)),
        ["CN with all marks"] = _good.WithCommonName("a:b_c-d"),
        ["CN as PrintableString"] = _good.WithCommonName("SN:1-2", UniversalTagNumber.PrintableString),
        ["the seed's subject"] = _good with
        {
            Subject =
            [
                new("2.5.4.6", UniversalTagNumber.PrintableString, "US"), new("2.5.4.8", UniversalTagNumber.UTF8String, "VA"),
                new("2.5.4.7", UniversalTagNumber.UTF8String, "Anywhere"), new("2.5.4.10", UniversalTagNumber.UTF8String, "Automatra"),
                new("2.5.4.11", UniversalTagNumber.UTF8String, "WidgIoT"), Rdn.CommonName("1"),
            ],
        },
        ["no attributes field"] = _good with { OmitAttributes = true },
        ["challenge password"] = _good with { Attributes = [(ChallengePassword, [Utf8("2026-11-22T06:00:00Z/abc")])] },
        ["CA:FALSE left out"] = _good.WithExtension(BasicConstraints, writer => { using (writer.PushSequence()) { } }),
        ["key usage of a device"] = _good.WithExtension(KeyUsage, writer => writer.WriteBitString([0b1010_0000], 5), critical: true),
        ["client authentication"] = _good.WithExtension(ExtendedKeyUsage, writer => Oids(writer, "1.3.6.1.5.5.7.3.2")),
    };

    private static Dictionary<string, (CsrRecipe Recipe, CsrRefusal Reason)> BadOnes { get; } = new()
    {
        // Proof of possession.
        ["signature tampered with"] = (_good with { CorruptSignature = true }, CsrRefusal.SignatureInvalid),
        ["RSA signature tampered with"] = (_good with { Key = TestKey.Rsa2048, CorruptSignature = true }, CsrRefusal.SignatureInvalid),
        ["another's public key"] = (_good with { SubjectPublicKeyInfo = TestKey.OtherP256.SubjectPublicKeyInfo }, CsrRefusal.SignatureInvalid),
        ["hash other than named"] = (_good with { Hash = HashAlgorithmName.SHA384, SignatureAlgorithm = "1.2.840.10045.4.3.2" }, CsrRefusal.SignatureInvalid),
        ["RSA with SHA-1"] = (_good with { Key = TestKey.Rsa2048, Hash = HashAlgorithmName.SHA1 }, CsrRefusal.SignatureAlgorithmUnsupported),
        ["RSA with MD5"] = (_good with { Key = TestKey.Rsa2048, Hash = HashAlgorithmName.MD5 }, CsrRefusal.SignatureAlgorithmUnsupported),
        ["ECDSA with SHA-1"] = (_good with { Hash = HashAlgorithmName.SHA1 }, CsrRefusal.SignatureAlgorithmUnsupported),
        ["RSA algorithm, EC key"] = (_good with { SignatureAlgorithm = "1.2.840.113549.1.1.11" }, CsrRefusal.SignatureAlgorithmUnsupported),

        // Keys.
        ["RSA-1024"] = (_good with { Key = TestKey.Rsa1024 }, CsrRefusal.RsaKeySize),
        ["RSA with exponent 1, which anyone can sign for"] = (_good with { Key = TestKey.RsaExponentOne }, CsrRefusal.KeyInvalid),
        ["RSA with exponent 3"] = (_good with { Key = TestKey.RsaExponentThree }, CsrRefusal.RsaExponent),
        ["Brainpool curve"] = (_good with { Key = TestKey.BrainpoolP256 }, CsrRefusal.KeyCurveUnsupported),
        ["P-256 by explicit parameters"] = (_good with { Key = TestKey.ExplicitP256 }, CsrRefusal.KeyCurveUnsupported),
        ["Ed25519"] = (_good with { SubjectPublicKeyInfo = Convert.FromHexString("302a300506032b6570032100" + new string('1', 64)) }, CsrRefusal.KeyAlgorithmUnsupported),
        ["point off the curve"] = (_good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [4, .. Enumerable.Repeat((byte)7, 64)]) }, CsrRefusal.KeyInvalid),
        ["compressed point"] = (_good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [2, .. Enumerable.Repeat((byte)7, 32)]) }, CsrRefusal.KeyInvalid),
        ["a proof for a weak key counts for nothing"] = (_good with { Key = TestKey.Rsa1024, CorruptSignature = true }, CsrRefusal.SignatureInvalid),

        // Subject.
        ["no subject"] = (_good with { Subject = [] }, CsrRefusal.CommonNameMissing),
        ["no CN"] = (_good with { Subject = [new("2.5.4.10", UniversalTagNumber.UTF8String, "O")] }, CsrRefusal.CommonNameMissing),
        ["two CNs"] = (_good with { Subject = [Rdn.CommonName("SN-1"), Rdn.CommonName("SN-2")] }, CsrRefusal.CommonNameRepeated),
        ["the same CN twice"] = (_good with { Subject = [Rdn.CommonName("SN-1"), Rdn.CommonName("SN-1")] }, CsrRefusal.CommonNameRepeated),
        ["empty CN"] = (_good.WithCommonName(""), CsrRefusal.CommonNameInvalid),
        ["CN of 65 characters"] = (_good.WithCommonName(new string('a', 65)), CsrRefusal.CommonNameInvalid),
        ["CN with a slash"] = (_good.WithCommonName("a/b"), CsrRefusal.CommonNameInvalid),
        ["CN with a wildcard"] = (_good.WithCommonName("SN-*"), CsrRefusal.CommonNameInvalid),
        ["CN with a NUL"] = (_good.WithCommonName("SN-1\0.evil"), CsrRefusal.CommonNameInvalid),
        ["CN with a look-alike letter"] = (_good.WithCommonName("SN-\u0430"), CsrRefusal.CommonNameInvalid),
        ["CN with a full-width digit"] = (_good.WithCommonName("SN-\uff11"), CsrRefusal.CommonNameInvalid),
        ["CN with a line end"] = (_good.WithCommonName("SN-1\n"), CsrRefusal.CommonNameInvalid),
        ["CN as BMPString"] = (_good.WithCommonName("SN-1", UniversalTagNumber.BMPString), CsrRefusal.CommonNameInvalid),
        ["CN as TeletexString"] = (_good.WithCommonName("SN-1", UniversalTagNumber.T61String), CsrRefusal.CommonNameInvalid),
        ["CN as IA5String"] = (_good.WithCommonName("SN-1", UniversalTagNumber.IA5String), CsrRefusal.CommonNameInvalid),
        ["CN as OCTET STRING"] = (_good.WithCommonName("SN-1", UniversalTagNumber.OctetString), CsrRefusal.CommonNameInvalid),
        ["e-mail address in the subject"] = (_good with { Subject = [Rdn.CommonName("SN-1"), new("1.2.840.113549.1.9.1", UniversalTagNumber.IA5String, "a@b")] }, CsrRefusal.SubjectAttributeUnexpected),

        // Attributes and extensions.
        ["version 2"] = (_good with { Version = 1 }, CsrRefusal.Malformed),
        ["unknown attribute"] = (_good with { Attributes = [("1.3.6.1.4.1.311.13.2.3", [Utf8("10.0")])] }, CsrRefusal.AttributeUnexpected),
        ["two challenge passwords"] = (_good with { Attributes = [(ChallengePassword, [Utf8("a")]), (ChallengePassword, [Utf8("b")])] }, CsrRefusal.AttributeUnexpected),
        ["challenge password of 256 characters"] = (_good with { Attributes = [(ChallengePassword, [Utf8(new string('a', 256))])] }, CsrRefusal.AttributeUnexpected),
        ["attribute with two values"] = (_good with { Attributes = [(ChallengePassword, [Utf8("a"), Utf8("b")])] }, CsrRefusal.Malformed),
        ["CA:TRUE"] = (_good.WithExtension(BasicConstraints, writer => { using (writer.PushSequence()) { writer.WriteBoolean(true); } }, critical: true), CsrRefusal.ExtensionUnexpected),
        ["CA:TRUE, path length 0"] = (_good.WithExtension(BasicConstraints, writer => { using (writer.PushSequence()) { writer.WriteBoolean(true); writer.WriteInteger(0); } }), CsrRefusal.ExtensionUnexpected),
        ["path length without CA"] = (_good.WithExtension(BasicConstraints, writer => { using (writer.PushSequence()) { writer.WriteInteger(0); } }), CsrRefusal.ExtensionUnexpected),
        ["keyCertSign"] = (_good.WithExtension(KeyUsage, writer => writer.WriteBitString([0b0000_0100], 2)), CsrRefusal.ExtensionUnexpected),
        ["server authentication"] = (_good.WithExtension(ExtendedKeyUsage, writer => Oids(writer, "1.3.6.1.5.5.7.3.1")), CsrRefusal.ExtensionUnexpected),
        ["client and server authentication"] = (_good.WithExtension(ExtendedKeyUsage, writer => Oids(writer, "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1")), CsrRefusal.ExtensionUnexpected),
        ["an SSL server of Netscape's"] = (_good.WithExtension("2.16.840.1.113730.1.1", writer => writer.WriteBitString([0b0100_0000], 6)), CsrRefusal.ExtensionUnexpected),
        ["an SSL client and CA of Netscape's"] = (_good.WithExtension("2.16.840.1.113730.1.1", writer => writer.WriteBitString([0b1000_0100], 2)), CsrRefusal.ExtensionUnexpected),
        ["a subject alternative name"] = (_good.WithExtension("2.5.29.17", writer => { using (writer.PushSequence()) { writer.WriteCharacterString(UniversalTagNumber.IA5String, "x", new Asn1Tag(TagClass.ContextSpecific, 2)); } }), CsrRefusal.ExtensionUnexpected),
        ["name constraints"] = (_good.WithExtension("2.5.29.30", writer => { using (writer.PushSequence()) { } }), CsrRefusal.ExtensionUnexpected),
        ["an extension with something behind its value"] = (_good.WithExtension(BasicConstraints, writer => { using (writer.PushSequence()) { } writer.WriteNull(); }), CsrRefusal.ExtensionUnexpected),
    };

    public static TheoryData<string> NamesOfGoodOnes => [.. GoodOnes.Keys];

    public static TheoryData<string> NamesOfBadOnes => [.. BadOnes.Keys];

    [Theory]
    [MemberData(nameof(NamesOfGoodOnes))]
    public void accepts(string name)
    {
        var recipe = GoodOnes[name];

        var csr = Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(recipe.ToHeader()));

        Assert.Equal(recipe.Subject.Single(rdn => rdn.Oid == "2.5.4.3").Value, csr.Device.ToString());
        Assert.Equal(recipe.Key.SubjectPublicKeyInfo, csr.Key.SubjectPublicKeyInfo.ToArray());
    }

    [Theory]
    [MemberData(nameof(NamesOfBadOnes))]
    public void refuses(string name)
    {
        var (recipe, reason) = BadOnes[name];

        Assert.Equal(new CsrVerdict.Refused(reason), CsrVerifier.VerifyHeader(recipe.ToHeader()));
    }

    [Fact]
    public void agrees_with_the_platform_on_what_it_accepts()
    {
        foreach (var recipe in GoodOnes.Values.Where(recipe => !recipe.OmitAttributes))
        {
            // LoadSigningRequest is another parser and verifies the signature, too.
            var loaded = CertificateRequest.LoadSigningRequest(recipe.ToDer(), HashAlgorithmName.SHA256);
            var csr = Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyDer(recipe.ToDer()));
            Assert.Equal(loaded.PublicKey.ExportSubjectPublicKeyInfo(), csr.Key.SubjectPublicKeyInfo.ToArray());
        }
    }

    [Theory]
    [InlineData("openssl-p256.pem", KeyKind.P256)]
    [InlineData("openssl-rsa2048.pem", KeyKind.Rsa)]
    [InlineData("openssl-p384-challenge.pem", KeyKind.P384)]
    public void accepts_what_openssl_writes(string file, KeyKind kind)
    {
        var pem = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Identity", "testdata", "csrs", file));

        var csr = Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(Convert.ToBase64String(pem)));

        Assert.Equal(kind, csr.Key.Kind);
        Assert.Equal("SN-0001", csr.Device.ToString());
    }

    [Fact]
    public void reads_pem_and_der_as_the_same_request()
    {
        var der = SignatureForms.Lower(new CsrRecipe().ToDer());
        var pem = PemEncoding.WriteString("CERTIFICATE REQUEST", der);

        var fromDer = Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(CsrHeader.Write(der)));
        var fromPem = Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(CsrHeader.Write(Encoding.ASCII.GetBytes(pem + "\r\n"))));

        Assert.Equal(fromDer.Sha256, fromPem.Sha256);
        Assert.Equal(Sha256Digest.Of(der), fromDer.Sha256);
        Assert.Equal(pem + "\n", fromPem.ToPem());
    }

    public static TheoryData<string> EllipticKeys => ["P-256", "P-384, SHA-384", "P-521, SHA-512"];

    /// <summary>Whoever has seen a CSR can make the other form; it is no other request.</summary>
    [Theory]
    [MemberData(nameof(EllipticKeys))]
    public void takes_both_forms_of_an_ecdsa_signature_as_one_request(string key)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var der = GoodOnes[key].ToDer();
            var other = SignatureForms.Other(der);

            var (first, second) = (Accepted(der), Accepted(other));

            Assert.NotEqual(der, other);
            Assert.Equal(first.Sha256, second.Sha256);
            Assert.Equal(first.ToPem(), second.ToPem());
            Assert.Equal(SignatureForms.Lower(der), first.Der.ToArray());
            Assert.Equal(first, Accepted(first.Der.ToArray()) with { Der = first.Der, Key = first.Key }); // what is passed on verifies, too
        }
    }

    [Fact]
    public void takes_rsa_with_and_without_null_as_one_request()
    {
        var der = (_good with { Key = TestKey.Rsa2048 }).ToDer();
        var other = SignatureForms.WithoutNull(der);

        Assert.NotEqual(der, other);
        Assert.Equal(der, Accepted(der).Der.ToArray());
        Assert.Equal(der, Accepted(other).Der.ToArray());
    }

    /// <summary>A device renews with the same subject and key: signed anew is another request.</summary>
    [Theory]
    [MemberData(nameof(EllipticKeys))]
    public void takes_what_was_signed_anew_as_another_request(string key) =>
        Assert.NotEqual(Accepted(GoodOnes[key].ToDer()).Sha256, Accepted(GoodOnes[key].ToDer()).Sha256);

    [Fact]
    public void hands_on_the_challenge_password() =>
        Assert.Equal(
            "2026-11-22T06:00:00Z/abc",
            Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(GoodOnes["challenge password"].ToHeader())).ChallengePassword);

    [Fact]
    public void takes_exactly_one_request()
    {
        var (pem, der) = (_good.ToPem(), _good.ToDer());

        Assert.Equal(CsrRefusal.NotExactlyOne, ReasonFor(Encoding.ASCII.GetBytes(pem + pem)));
        Assert.Equal(CsrRefusal.NotExactlyOne, ReasonFor(Encoding.ASCII.GetBytes(pem + "after")));
        Assert.Equal(CsrRefusal.NotExactlyOne, ReasonFor(Encoding.ASCII.GetBytes(pem.Replace("CERTIFICATE REQUEST", "CERTIFICATE", StringComparison.Ordinal))));
        Assert.Equal(CsrRefusal.NotExactlyOne, ReasonFor([.. der, .. der]));
        Assert.Equal(CsrRefusal.NotExactlyOne, ReasonFor([.. der, 0]));
    }

    [Theory]
    [InlineData(null, CsrRefusal.Missing)]
    [InlineData("", CsrRefusal.Missing)]
    [InlineData("%%%", CsrRefusal.NotBase64)]
    [InlineData("AAA", CsrRefusal.NotBase64)]
    [InlineData("MII B", CsrRefusal.NotBase64)]
    [InlineData("AAB=", CsrRefusal.NotBase64)]
    [InlineData("MIIB\n", CsrRefusal.NotBase64)]
    [InlineData("MIIB", CsrRefusal.Malformed)]
    public void refuses_a_header_that_is_no_base64_of_a_request(string? header, CsrRefusal reason) =>
        Assert.Equal(new CsrVerdict.Refused(reason), CsrVerifier.VerifyHeader(header));

    [Fact]
    public void measures_before_it_decodes() =>
        Assert.Equal(new CsrVerdict.Refused(CsrRefusal.TooLarge), CsrVerifier.VerifyHeader(new string('%', CsrHeader.MaxLength + 1)));

    [Fact]
    public void has_room_for_the_largest_request_it_would_accept()
    {
        using var rsa = RSA.Create(4096);
        var pem = new CertificateRequest("C=US, ST=VA, L=Anywhere, O=Automatra, OU=WidgIoT, CN=" + new string('x', 64), rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)
            .CreateSigningRequestPem();

        Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(CsrHeader.Write(Encoding.ASCII.GetBytes(pem))));
    }

    [Fact]
    public void refuses_indefinite_lengths_and_longer_than_needed_ones()
    {
        var der = _good.ToDer();
        byte[] indefinite = [0x30, 0x80, .. der.AsSpan(3), 0, 0];
        byte[] overlong = [0x30, 0x82, 0x00, der[2], .. der.AsSpan(3)];
        Assert.Equal(0x81, der[1]);

        Assert.Equal(CsrRefusal.Malformed, ReasonFor(indefinite));
        Assert.Equal(CsrRefusal.Malformed, ReasonFor(overlong));
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("challenge password")]
    [InlineData("key usage of a device")]
    public void refuses_a_request_of_which_any_one_bit_was_flipped(string name)
    {
        var der = GoodOnes[name].ToDer();
        for (var bit = 0; bit < der.Length * 8; bit++)
        {
            var flipped = der.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.IsType<CsrVerdict.Refused>(CsrVerifier.VerifyDer(flipped));
        }
    }

    [Fact]
    public void refuses_every_truncation()
    {
        var der = GoodOnes["challenge password"].ToDer();
        for (var length = 0; length < der.Length; length++)
        {
            Assert.IsType<CsrVerdict.Refused>(CsrVerifier.VerifyDer(der.AsMemory(0, length)));
        }
    }

    [Fact]
    public void refuses_any_bytes_without_throwing()
    {
        var random = new Random(20261122);
        var der = _good.ToDer();
        for (var round = 0; round < 20_000; round++)
        {
            byte[] bytes;
            if (round % 2 == 0)
            {
                bytes = new byte[random.Next(0, 300)];
                random.NextBytes(bytes);
            }
            else
            {
                // A request with a few bytes changed gets much further than noise does.
                bytes = der.ToArray();
                for (var change = random.Next(1, 5); change > 0; change--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                if (bytes.AsSpan().SequenceEqual(der))
                {
                    continue;
                }
            }

            Assert.IsType<CsrVerdict.Refused>(CsrVerifier.VerifyDer(bytes));
            Assert.IsType<CsrVerdict.Refused>(CsrVerifier.VerifyHeader(Encoding.Latin1.GetString(bytes)));
        }
    }

    [Fact]
    public void has_a_code_of_its_own_for_every_reason()
    {
        var codes = Enum.GetValues<CsrRefusal>().Select(reason => reason.Code).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z0-9_]+$", code));
    }

    private static CsrRefusal ReasonFor(byte[] pemOrDer) =>
        Assert.IsType<CsrVerdict.Refused>(CsrVerifier.VerifyHeader(Convert.ToBase64String(pemOrDer))).Reason;

    private static byte[] Utf8(string text) => CsrRecipe.Encode(writer => writer.WriteCharacterString(UniversalTagNumber.UTF8String, text));

    private static void Oids(AsnWriter writer, params string[] oids)
    {
        using (writer.PushSequence())
        {
            foreach (var oid in oids)
            {
                writer.WriteObjectIdentifier(oid);
            }
        }
    }

    private static CsrVerdict.Accepted Accepted(byte[] der) => Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyDer(der));
}
