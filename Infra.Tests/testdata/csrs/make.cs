#!/usr/bin/env dotnet
#:property PublishAot=false
// Writes the corpus of bad requests and its README. Run it in this folder: dotnet run make.cs
// Keys and signatures are new each time, so all files change; what is wrong with each does not. No private key is kept.
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Infra.Tests.Identity;

const string Challenge = "1.2.840.113549.1.9.7";
const string BasicConstraints = "2.5.29.19";

var good = new CsrRecipe();
var der = good.ToDer();
var pem = good.ToPem();
var stories = new List<(string Code, string Name, string Header, string Story)>();

// The wire form.
Text("csr_missing", "empty", "", "The header is there, with nothing in it.");
Text("csr_too_large", "64-kb-subject", good.WithCommonName(new string('A', 65536)).ToHeader(), "A subject of 64 KB, to see what it costs to say no: its length is measured before anything is decoded.");
Text("csr_too_large", "one-over-the-limit", new string('A', 5465), "One character more than the header may have.");
Text("csr_not_base64", "base64url", Convert.ToBase64String(der).Replace('+', '-').Replace('/', '_').TrimEnd('=') + "-", "The alphabet of URLs, which some libraries write by default.");
Text("csr_not_base64", "wrapped", string.Join('\n', Convert.ToBase64String(der).Chunk(64).Select(line => new string(line))), "Base64 in lines of 64: a header cannot be continued.");
Text("csr_not_base64", "left-over-bits", "AAB=", "Bits behind the last byte are not zero, so two texts would mean the same bytes.");
Text("csr_not_base64", "bare-pem", pem.ReplaceLineEndings(" "), "The PEM itself, not its base64: a line break lost on the way.");
Bytes("csr_not_exactly_one", "two-der", [.. der, .. der], "Two requests in one header: one reader may check the first and another sign the second.");
Bytes("csr_not_exactly_one", "two-pem", Ascii(pem + pem), "The same in PEM.");
Bytes("csr_not_exactly_one", "trailing-byte", [.. der, 0], "One byte behind the request.");
Bytes("csr_not_exactly_one", "text-before", Ascii("Bag Attributes\n" + pem), "OpenSSL writes such lines before PEM blocks when it exports.");
Bytes("csr_not_exactly_one", "label-certificate", Ascii(pem.Replace("CERTIFICATE REQUEST", "CERTIFICATE")), "A request under a certificate's label.");
Bytes("csr_not_exactly_one", "label-new", Ascii(pem.Replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")), "The label of Netscape and old Windows tools; RFC 7468 has one label.");
Bytes("csr_not_exactly_one", "private-key", Ascii("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"), "Someone sends a key instead (this one is empty). It must not be read, let alone logged.");

// DER.
Bytes("csr_malformed", "first-half", der[..(der.Length / 2)], "The upload broke off in the middle.");
Bytes("csr_malformed", "last-byte-missing", der[..^1], "The upload broke off at the very end.");
Bytes("csr_malformed", "no-der", Ascii("hello"), "Text.");
Bytes("csr_malformed", "indefinite-length", [0x30, 0x80, .. der[3..], 0, 0], "BER's indefinite length, which DER forbids.");
Bytes("csr_malformed", "overlong-length", [0x30, 0x82, 0x00, der[2], .. der[3..]], "A length in more bytes than it needs: two encodings of one value.");
Bytes("csr_malformed", "negative-version", With(VersionByte(), 0xff), "The version is -1.");
Bytes("csr_malformed", "version-two", (good with { Version = 1 }).ToDer(), "A version that PKCS#10 never had, signed all the same.");
Bytes("csr_malformed", "deep-nesting", [.. Nest(1000)], "A thousand sequences in one another, against readers that recurse.");
Bytes("csr_malformed", "attribute-with-two-values", (good with { Attributes = [(Challenge, [Utf8("a"), Utf8("b")])] }).ToDer(), "Which of the two would count?");

// Proof of possession.
Recipe("signature_invalid", "last-bit-flipped", good with { CorruptSignature = true }, "One bit of the signature.");
Recipe("signature_invalid", "anothers-key", good with { SubjectPublicKeyInfo = TestKey.OtherP256.SubjectPublicKeyInfo }, "Someone else's public key, signed with one's own: what a thief of public keys would send.");
Recipe("signature_invalid", "huge-modulus", good with { Key = TestKey.Rsa2048, SubjectPublicKeyInfo = TestKey.RsaSubjectPublicKeyInfo((BigInteger.One << 8192) - 1, 65537) }, "An RSA key of 8192 bits, to keep the verifier busy.");
Recipe("signature_invalid", "hash-other-than-named", good with { Hash = HashAlgorithmName.SHA384, SignatureAlgorithm = "1.2.840.10045.4.3.2" }, "Signed over SHA-384, said to be SHA-256.");
Recipe("signature_algorithm_unsupported", "rsa-sha1", good with { Key = TestKey.Rsa2048, Hash = HashAlgorithmName.SHA1 }, "SHA-1, as old toolkits write by default.");
Recipe("signature_algorithm_unsupported", "rsa-md5", good with { Key = TestKey.Rsa2048, Hash = HashAlgorithmName.MD5 }, "MD5: collisions cost seconds.");
Recipe("signature_algorithm_unsupported", "ecdsa-sha1", good with { Hash = HashAlgorithmName.SHA1 }, "SHA-1 with an elliptic curve.");
Recipe("signature_algorithm_unsupported", "rsa-over-ec", good with { SignatureAlgorithm = "1.2.840.113549.1.1.11" }, "The algorithm of one family over a key of the other.");

// Keys.
Recipe("rsa_key_size", "rsa-1024", good with { Key = TestKey.Rsa1024 }, "Too short since 2013.");
Recipe("key_invalid", "rsa-exponent-1", good with { Key = TestKey.RsaExponentOne }, "With the exponent 1 the padded digest is the signature: anyone signs for this key.");
Recipe("rsa_exponent", "rsa-exponent-3", good with { Key = TestKey.RsaExponentThree }, "A real key with the exponent 3, the classic victim of padding forgeries.");
Recipe("key_curve_unsupported", "brainpool-p256", good with { Key = TestKey.BrainpoolP256 }, "A good curve that AWS does not take.");
Recipe("key_curve_unsupported", "explicit-parameters", good with { Key = TestKey.ExplicitP256 }, "P-256 spelled out: with parameters of one's own choosing, a key can be made for any public key (CVE-2020-0601).");
Recipe("key_invalid", "off-curve-point", good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [4, .. Enumerable.Repeat((byte)7, 64)]) }, "A point that is not on the curve.");
Recipe("key_invalid", "compressed-point", good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [2, .. Enumerable.Repeat((byte)7, 32)]) }, "A compressed point: the recorded key would have two forms.");
Recipe("key_algorithm_unsupported", "ed25519", good with { SubjectPublicKeyInfo = Convert.FromHexString("302a300506032b6570032100" + new string('1', 64)) }, "Ed25519, which AWS IoT does not take.");

// Subject.
Recipe("common_name_missing", "empty-subject", good with { Subject = [] }, "Nobody.");
Recipe("common_name_missing", "organization-only", good with { Subject = [new("2.5.4.10", UniversalTagNumber.UTF8String, "SN-0001")] }, "The id in the wrong place.");
Recipe("common_name_repeated", "two-names", good with { Subject = [Rdn.CommonName("SN-0001"), Rdn.CommonName("SN-0002")] }, "Two names: the check may read the first, the certificate show the last.");
Name("empty", "", "A name of no characters.");
Name("65-characters", new string('a', 65), "One more than X.520 and the table's key allow.");
Name("slash", "SN/0001", "A topic level more than the policy expects.");
Name("wildcard", "SN-*", "As a policy variable it would match every device.");
Name("plus", "SN-+", "MQTT's wildcard for one level.");
Name("nul", "SN-0001\0.evil", "C code would stop reading at the NUL.");
Name("line-end", "SN-0001\n", "A line end, to forge a line in a log.");
Name("cyrillic-a", "SN-\u0430", "Looks like a Latin letter.");
Name("full-width-digit", "SN-\uff11", "Normalises to a digit.");
Name("right-to-left", "SN-\u202e1000", "Displays as another id.");
Recipe("common_name_invalid", "bmp-string", good.WithCommonName("SN-0001", UniversalTagNumber.BMPString), "The right name in UTF-16.");
Recipe("common_name_invalid", "teletex-string", good.WithCommonName("SN-0001", UniversalTagNumber.T61String), "The right name in a character set that nobody implements alike.");
Recipe("common_name_invalid", "ia5-string", good.WithCommonName("SN-0001", UniversalTagNumber.IA5String), "The right name in a type that X.520 does not allow here.");
Recipe("common_name_invalid", "octet-string", good.WithCommonName("SN-0001", UniversalTagNumber.OctetString), "The right bytes, but no string.");
Recipe("subject_attribute_unexpected", "e-mail", good with { Subject = [Rdn.CommonName("SN-0001"), new("1.2.840.113549.1.9.1", UniversalTagNumber.IA5String, "a@example.com")] }, "An e-mail address, which some software trusts.");

// Attributes and extensions.
Recipe("attribute_unexpected", "two-challenge-passwords", good with { Attributes = [(Challenge, [Utf8("a")]), (Challenge, [Utf8("b")])] }, "The same attribute twice.");
Recipe("attribute_unexpected", "long-challenge-password", good with { Attributes = [(Challenge, [Utf8(new string('a', 256))])] }, "One character more than RFC 2985 allows.");
Recipe("attribute_unexpected", "windows-version", good with { Attributes = [("1.3.6.1.4.1.311.13.2.3", [Utf8("10.0")])] }, "certreq.exe adds where it ran.");
Recipe("extension_unexpected", "ca-true", good.WithExtension(BasicConstraints, Sequence(writer => writer.WriteBoolean(true)), critical: true), "A device that wants to be an authority.");
Recipe("extension_unexpected", "path-length-without-ca", good.WithExtension(BasicConstraints, Sequence(writer => writer.WriteInteger(0))), "Half a wish to be one.");
Recipe("extension_unexpected", "key-cert-sign", good.WithExtension("2.5.29.15", writer => writer.WriteBitString([0b0000_0100], 2)), "The right to sign certificates, by key usage alone.");
Recipe("extension_unexpected", "server-authentication", good.WithExtension("2.5.29.37", Sequence(writer => writer.WriteObjectIdentifier("1.3.6.1.5.5.7.3.1"))), "A device that wants to be a server.");
Recipe("extension_unexpected", "subject-alternative-name", good.WithExtension("2.5.29.17", Sequence(writer => writer.WriteCharacterString(UniversalTagNumber.IA5String, "SN-0002", new Asn1Tag(TagClass.ContextSpecific, 2)))), "A second name by the back door.");

foreach (var old in Directory.GetFiles(".", "*.header"))
{
    File.Delete(old);
}

var readme = new StringBuilder("""
    # CSRs that must be refused

    One header value a file, as it would come in `device-csr`: `{reason}.{what}.header`. The reason is the code that the authorizer has to log; outside, all refusals look
    alike. `Infra.Tests/Lambdas/A_corpus_of_bad_csrs` sends every file. To make them anew, or to add one: change [make.cs](make.cs), then `dotnet run make.cs` in this folder.
    What no file can show is tested in code: every bit of a request flipped, every truncation, random bytes (`Identity/A_csr_check`), a header given twice (`Lambdas/An_authorizer`).

    | file | story |
    |---|---|

    """);
foreach (var (code, name, header, story) in stories)
{
    File.WriteAllText($"{code}.{name}.header", header);
    readme.Append($"| `{code}.{name}.header` | {story} |\n");
}

File.WriteAllText("README.md", readme.ToString());
Console.WriteLine($"{stories.Count} requests");

void Text(string code, string name, string header, string story) => stories.Add((code, name, header, story));
void Bytes(string code, string name, byte[] bytes, string story) => Text(code, name, Convert.ToBase64String(bytes), story);
void Recipe(string code, string name, CsrRecipe recipe, string story) => Text(code, name, recipe.ToHeader(), story);
void Name(string name, string commonName, string story) => Recipe("common_name_invalid", $"name-{name}", good.WithCommonName(commonName), story);

byte[] With(int index, byte value)
{
    var changed = der.ToArray();
    changed[index] = value;
    return changed;
}

int VersionByte() => der.AsSpan().IndexOf((ReadOnlySpan<byte>)[2, 1, 0]) + 2;

static byte[] Nest(int depth)
{
    var writer = new AsnWriter(AsnEncodingRules.DER);
    for (var level = 0; level < depth; level++)
    {
        writer.PushSequence();
    }

    for (var level = 0; level < depth; level++)
    {
        writer.PopSequence();
    }

    return writer.Encode();
}

static Action<AsnWriter> Sequence(Action<AsnWriter> content) => writer =>
{
    using (writer.PushSequence())
    {
        content(writer);
    }
};

static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
static byte[] Utf8(string text) => CsrRecipe.Encode(writer => writer.WriteCharacterString(UniversalTagNumber.UTF8String, text));
