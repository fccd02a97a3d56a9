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
const string ExtensionRequest = "1.2.840.113549.1.9.14";

var good = new CsrRecipe();
var der = good.ToDer();
var pem = good.ToPem();
var ofRsa = good with { Key = TestKey.Rsa2048 };
var stories = new List<(string File, string Content, string Story)>();

// The wire form.
Text("csr_missing", "empty", "", "The header is there, with nothing in it.");
Text("csr_too_large", "64-kb-subject", good.WithCommonName(new string('A', 65536)).ToHeader(), "A subject of 64 KB, to see what it costs to say no: its length is measured before anything is decoded.");
Text("csr_too_large", "one-over-the-limit", new string('A', 5465), "One character more than the header may have.");
Text("csr_not_base64", "base64url", Convert.ToBase64String(der).Replace('+', '-').Replace('/', '_').TrimEnd('=') + "-", "The alphabet of URLs, which some libraries write by default.");
Text("csr_not_base64", "wrapped", string.Join('\n', Convert.ToBase64String(der).Chunk(64).Select(line => new string(line))), "Base64 in lines of 64: a header cannot be continued.");
Text("csr_not_base64", "left-over-bits", "AAB=", "Bits behind the last byte are not zero, so two texts would mean the same bytes.");
Text("csr_not_base64", "bare-pem", pem.ReplaceLineEndings(" "), "The PEM itself, not its base64: a line break lost on the way.");
Text("csr_not_base64", "nul-inside", Convert.ToBase64String(der).Insert(40, "\0"), "A NUL in the header: C code would decode the first half.");
Text("csr_not_base64", "white-space-before", " " + Convert.ToBase64String(der), "White space that some HTTP stacks trim and others do not.");
Text("csr_not_base64", "comma-joined", Convert.ToBase64String(der) + ", " + Convert.ToBase64String(der), "The header given twice, as a proxy joins it (RFC 9110, 5.3).");
Headers("csr_repeated", "same-twice", [Convert.ToBase64String(der), Convert.ToBase64String(der)], "The same request twice, one header a line.");
Headers("csr_repeated", "another-behind", [Convert.ToBase64String(der), good.WithCommonName("SN-0002").ToHeader()], "Two devices in two headers: authorizer and issuer might each pick one.");
Headers("csr_repeated", "empty-behind", [Convert.ToBase64String(der), ""], "The second header is empty.");
Bytes("csr_not_exactly_one", "two-der", [.. der, .. der], "Two requests in one header: one reader may check the first and another sign the second.");
Bytes("csr_not_exactly_one", "two-pem", Ascii(pem + pem), "The same in PEM.");
Bytes("csr_not_exactly_one", "trailing-byte", [.. der, 0], "One byte behind the request.");
Bytes("csr_not_exactly_one", "trailing-element", [.. der, 0x05, 0x00], "A NULL behind the request: well-formed, and not part of it.");
Bytes("csr_not_exactly_one", "trailing-byte-in-pem", Ascii(PemEncoding.WriteString("CERTIFICATE REQUEST", [.. der, 0]) + "\n"), "One byte behind the request, inside the PEM block.");
Bytes("csr_not_exactly_one", "text-behind", Ascii(pem + "subject=/CN=SN-0002\n"), "Something to read behind the PEM block.");
Bytes("csr_not_exactly_one", "end-missing", Ascii(pem[..pem.IndexOf("-----END")]), "A PEM block that never ends.");
Bytes("csr_not_exactly_one", "label-lower-case", Ascii(pem.Replace("CERTIFICATE REQUEST", "certificate request")), "Labels have one spelling (RFC 7468, 3).");
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
Bytes("csr_malformed", "indefinite-length-inside", Request(Tlv(0x02, 0), [0x30, 0x80, 0, 0], good.Key.SubjectPublicKeyInfo), "The indefinite length not outside, where it is easily seen, but around the subject.");
Bytes("csr_malformed", "enormous-length", [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, .. der[3..]], "A length of 2 GB, against readers that allocate first.");
Bytes("csr_malformed", "unfinished-tag", [0x3f, 0xff, 0xff, 0xff, 0xff, 0xff], "A tag number that goes on and on.");
Bytes("csr_malformed", "non-minimal-version", Request(Tlv(0x02, 0, 0), Tlv(0x30), good.Key.SubjectPublicKeyInfo), "The version 0 in two bytes.");
Bytes("csr_malformed", "version-of-4000-bytes", Request(Tlv(0x02, [1, .. new byte[3500]]), Tlv(0x30), good.Key.SubjectPublicKeyInfo), "A version with eight thousand decimal digits, against readers that print it.");
Bytes("csr_malformed", "object-identifier-of-4000-bytes", Request(Tlv(0x02, 0), Tlv(0x30, Tlv(0x31, Tlv(0x30, [.. Tlv(0x06, [.. Enumerable.Repeat((byte)0xff, 3500), 0x7f]), 0x0c, 0]))), good.Key.SubjectPublicKeyInfo), "An object identifier with one arc of 24,000 bits: turning it into decimal takes quadratic time.");
Recipe("csr_malformed", "modulus-with-a-leading-zero", ofRsa with { SubjectPublicKeyInfo = RsaKey([0, 0, .. RsaModulus()], [1, 0, 1]) }, "A key in a second encoding: it would not equal its own record.");
Recipe("csr_malformed", "ecdsa-parameters", good with { SubjectPublicKeyInfo = Tlv(0x30, [.. Tlv(0x30, [.. Oid("1.2.840.10045.2.1"), .. Oid("1.2.840.10045.3.1.7"), 5, 0]), .. Tlv(0x03, [0, 4, .. new byte[64]])]) }, "A NULL behind the name of the curve.");
Recipe("csr_malformed", "unused-bits-in-the-key", good with { SubjectPublicKeyInfo = Tlv(0x30, [.. Tlv(0x30, [.. Oid("1.2.840.10045.2.1"), .. Oid("1.2.840.10045.3.1.7")]), .. Tlv(0x03, [4, 4, .. new byte[63], 0xf0])]) }, "A key of 516 bits.");
Recipe("csr_malformed", "attributes-out-of-order", good with { EncodedAttributes = Tlv(0xa0, [.. Attribute(Challenge, Utf8("a")), .. Attribute(ExtensionRequest, Tlv(0x30))]) }, "A SET that is not sorted (X.690, 11.6): two encodings of one request.");
Bytes("csr_malformed", "negative-version", With(VersionByte(), 0xff), "The version is -1.");
Bytes("csr_malformed", "version-two", (good with { Version = 1 }).ToDer(), "A version that PKCS#10 never had, signed all the same.");
Bytes("csr_malformed", "deep-nesting", [.. Nest(1000)], "A thousand sequences in one another, against readers that recurse.");
Bytes("csr_malformed", "attribute-with-two-values", (good with { Attributes = [(Challenge, [Utf8("a"), Utf8("b")])] }).ToDer(), "Which of the two would count?");

// Proof of possession.
Recipe("signature_invalid", "last-bit-flipped", good with { CorruptSignature = true }, "One bit of the signature.");
Recipe("signature_invalid", "anothers-key", good with { SubjectPublicKeyInfo = TestKey.OtherP256.SubjectPublicKeyInfo }, "Someone else's public key, signed with one's own: what a thief of public keys would send.");
Recipe("signature_invalid", "negative-s", good with { AlterSignature = _ => Tlv(0x30, [.. Tlv(0x02, [1, .. new byte[31]]), .. Tlv(0x02, [0xff, .. new byte[31]])]) }, "An ECDSA signature with a negative number.");
Recipe("signature_invalid", "all-zero", good with { AlterSignature = _ => Tlv(0x30, [.. Tlv(0x02, 0), .. Tlv(0x02, 0)]) }, "r and s are zero, which Java once took for a signature of anything (CVE-2022-21449).");
Recipe("signature_invalid", "empty", good with { AlterSignature = _ => [] }, "No signature.");
Recipe("signature_invalid", "rsa-signature-too-short", ofRsa with { AlterSignature = signature => signature[1..] }, "A byte short of the modulus (RFC 8017, 8.2.2).");
Recipe("signature_invalid", "hash-other-than-named", good with { Hash = HashAlgorithmName.SHA384, SignatureAlgorithm = "1.2.840.10045.4.3.2" }, "Signed over SHA-384, said to be SHA-256.");
Recipe("signature_algorithm_unsupported", "rsa-sha1", good with { Key = TestKey.Rsa2048, Hash = HashAlgorithmName.SHA1 }, "SHA-1, as old toolkits write by default.");
Recipe("signature_algorithm_unsupported", "rsa-md5", good with { Key = TestKey.Rsa2048, Hash = HashAlgorithmName.MD5 }, "MD5: collisions cost seconds.");
Recipe("signature_algorithm_unsupported", "ecdsa-sha1", good with { Hash = HashAlgorithmName.SHA1 }, "SHA-1 with an elliptic curve.");
Recipe("signature_algorithm_unsupported", "rsa-sha224", ofRsa with { SignatureAlgorithm = "1.2.840.113549.1.1.14" }, "SHA-224: shorter than what the signature should prove.");
Recipe("signature_algorithm_unsupported", "rsa-pss", ofRsa with { SignatureAlgorithm = "1.2.840.113549.1.1.10" }, "RSASSA-PSS, which ACM PCA does not take in a request.");
Recipe("signature_algorithm_unsupported", "rsa-over-ec", good with { SignatureAlgorithm = "1.2.840.113549.1.1.11" }, "The algorithm of one family over a key of the other.");

// Keys.
Recipe("rsa_key_size", "rsa-1024", good with { Key = TestKey.Rsa1024 }, "Too short since 2013.");
Recipe("rsa_key_size", "rsa-512", good with { Key = TestKey.NewRsa(512) }, "Factored in hours.");
Recipe("rsa_key_size", "rsa-8192", good with { Key = TestKey.NewRsa(8192) }, "A real key of 8192 bits with its proof: four times the work of the largest that is allowed.");
Recipe("rsa_key_size", "huge-modulus", ofRsa with { SubjectPublicKeyInfo = TestKey.RsaSubjectPublicKeyInfo((BigInteger.One << 15800) - 1, 65537), AlterSignature = _ => [0, .. Enumerable.Repeat((byte)0x5a, 1974)] }, "As many bits as a header can hold, with a signature as long, to keep the verifier busy.");
Recipe("rsa_exponent", "long-exponent", ofRsa with { SubjectPublicKeyInfo = TestKey.RsaSubjectPublicKeyInfo((BigInteger.One << 3072) - 1, (BigInteger.One << 3071) + 1), AlterSignature = _ => [0, .. Enumerable.Repeat((byte)0x5a, 383)] }, "An exponent as long as the modulus: checking one signature costs as much as making many.");
Recipe("key_invalid", "even-exponent", ofRsa with { SubjectPublicKeyInfo = TestKey.RsaSubjectPublicKeyInfo((BigInteger.One << 2048) - 1, 0) }, "The exponent 0: the signature of everything is 1.");
Recipe("key_invalid", "negative-modulus", ofRsa with { SubjectPublicKeyInfo = TestKey.RsaSubjectPublicKeyInfo(-((BigInteger.One << 2047) + 1), 65537) }, "A modulus without the leading zero, as broken encoders write it: negative.");
Recipe("key_invalid", "even-modulus", ofRsa with { SubjectPublicKeyInfo = TestKey.RsaSubjectPublicKeyInfo(BigInteger.One << 2047, 65537) }, "An even modulus, with which Montgomery's method goes wrong.");
Recipe("key_invalid", "rsa-exponent-1", good with { Key = TestKey.RsaExponentOne }, "With the exponent 1 the padded digest is the signature: anyone signs for this key.");
Recipe("rsa_exponent", "rsa-exponent-3", good with { Key = TestKey.RsaExponentThree }, "A real key with the exponent 3, the classic victim of padding forgeries.");
Recipe("key_curve_unsupported", "brainpool-p256", good with { Key = TestKey.BrainpoolP256 }, "A good curve that AWS does not take.");
Recipe("key_curve_unsupported", "secp256k1", good with { Key = TestKey.Secp256k1 }, "The curve of cryptocurrencies.");
Recipe("key_curve_unsupported", "p-224", good with { Key = TestKey.P224 }, "A NIST curve that is too small.");
Recipe("key_curve_unsupported", "explicit-parameters", good with { Key = TestKey.ExplicitP256 }, "P-256 spelled out: with parameters of one's own choosing, a key can be made for any public key (CVE-2020-0601).");
Recipe("key_invalid", "off-curve-point", good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [4, .. Enumerable.Repeat((byte)7, 64)]) }, "A point that is not on the curve.");
Recipe("key_invalid", "point-at-infinity", good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [0]) }, "The neutral point, with which every shared secret is known.");
Recipe("key_invalid", "coordinate-beyond-the-prime", good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [4, .. Enumerable.Repeat((byte)0xff, 64)]) }, "Coordinates that are not reduced: a second encoding of a point, if it is one.");
Recipe("key_invalid", "point-of-another-curve", good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", TestKey.Secp256k1.SubjectPublicKeyInfo[^65..]) }, "A point of secp256k1 under the name of P-256 (invalid-curve attack).");
Recipe("key_invalid", "compressed-point", good with { SubjectPublicKeyInfo = TestKey.EcSubjectPublicKeyInfo("1.2.840.10045.3.1.7", [2, .. Enumerable.Repeat((byte)7, 32)]) }, "A compressed point: the recorded key would have two forms.");
Recipe("key_algorithm_unsupported", "ed25519", good with { SubjectPublicKeyInfo = Convert.FromHexString("302a300506032b6570032100" + new string('1', 64)) }, "Ed25519, which AWS IoT does not take.");

// Subject.
Recipe("common_name_missing", "empty-subject", good with { Subject = [] }, "Nobody.");
Recipe("common_name_missing", "organization-only", good with { Subject = [new("2.5.4.10", UniversalTagNumber.UTF8String, "SN-0001")] }, "The id in the wrong place.");
Recipe("common_name_repeated", "two-names", good with { Subject = [Rdn.CommonName("SN-0001"), Rdn.CommonName("SN-0002")] }, "Two names: the check may read the first, the certificate show the last.");
Recipe("common_name_repeated", "two-names-in-one-part", good with { Subject = [Rdn.CommonName("SN-0001") with { Beside = Rdn.CommonName("SN-0002") }] }, "Two names in one relative name: readers that look at its first value see one.");
Recipe("common_name_repeated", "hundred-names", good with { Subject = [.. Enumerable.Range(1, 100).Select(number => Rdn.CommonName($"SN-{number:0000}"))] }, "A hundred names.");
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
Name("trailing-nul", "SN-0001\0", "The right name and a NUL, which many languages keep and C drops.");
Name("zero-width-joiner", "SN-\u200d0001", "Displays as the right name.");
Name("combining-accent", "SN-0001\u0301", "Normalises to another text.");
Name("policy-variable", "${iot:ClientId}", "A policy variable of AWS IoT, in case someone pastes the name into a policy.");
Name("markup", "<script>alert(1)</script>", "In case someone pastes the name into a page.");
Encoded("byte-order-mark", Tlv(0x0c, [0xef, 0xbb, 0xbf, .. Ascii("SN-0001")]), "A byte order mark before the right name.");
Encoded("overlong-nul", Tlv(0x0c, [.. Ascii("SN-0001"), 0xc0, 0x80]), "NUL in two bytes of UTF-8, as Java writes it.");
Encoded("overlong-letter", Tlv(0x0c, [0xc1, 0x93, .. Ascii("N-0001")]), "The letter S in two bytes: no UTF-8, but lenient readers see the right name.");
Encoded("half-a-surrogate-pair", Tlv(0x0c, [.. Ascii("SN-"), 0xed, 0xa0, 0x80]), "Half of a surrogate pair, on which converters throw.");
Encoded("beyond-unicode", Tlv(0x0c, [.. Ascii("SN-"), 0xf4, 0x90, 0x80, 0x80]), "A character after the last one.");
Encoded("printable-with-underscore", Tlv(0x13, Ascii("SN_0001")), "An underscore in a PrintableString, whose alphabet has none.");
Encoded("constructed-string", Tlv(0x2c, [.. Tlv(0x0c, Ascii("SN-")), .. Tlv(0x0c, Ascii("0001"))]), "The right name in two pieces, as BER allows and DER does not.");
Encoded("universal-string", Tlv(0x1c, Encoding.UTF32.GetBytes("SN-0001").Chunk(4).SelectMany(character => character.Reverse()).ToArray()), "The right name in UTF-32.");
Encoded("numeric-string", Tlv(0x12, Ascii("0001")), "Digits in a NumericString.");
Encoded("sequence", Tlv(0x30, Utf8("SN-0001")), "The right name inside a sequence.");
Encoded("integer", Tlv(0x02, 1), "A number.");
Recipe("common_name_invalid", "bmp-string", good.WithCommonName("SN-0001", UniversalTagNumber.BMPString), "The right name in UTF-16.");
Recipe("common_name_invalid", "teletex-string", good.WithCommonName("SN-0001", UniversalTagNumber.T61String), "The right name in a character set that nobody implements alike.");
Recipe("common_name_invalid", "ia5-string", good.WithCommonName("SN-0001", UniversalTagNumber.IA5String), "The right name in a type that X.520 does not allow here.");
Recipe("common_name_invalid", "octet-string", good.WithCommonName("SN-0001", UniversalTagNumber.OctetString), "The right bytes, but no string.");
Recipe("subject_attribute_unexpected", "e-mail", good with { Subject = [Rdn.CommonName("SN-0001"), new("1.2.840.113549.1.9.1", UniversalTagNumber.IA5String, "a@example.com")] }, "An e-mail address, which some software trusts.");
Recipe("subject_attribute_unexpected", "domain-component", good with { Subject = [Rdn.CommonName("SN-0001"), new("0.9.2342.19200300.100.1.25", UniversalTagNumber.IA5String, "example")] }, "A piece of a domain name.");
Recipe("subject_attribute_unexpected", "name-inside-a-country", good with { Subject = [new Rdn("2.5.4.6", UniversalTagNumber.PrintableString, "") { Encoded = Tlv(0x30, [.. Oid("2.5.4.3"), .. Utf8("SN-0002")]) }, Rdn.CommonName("SN-0001")] }, "A country that is no text but a second name. Found by `./infra fuzz`.");

// Attributes and extensions.
Recipe("attribute_unexpected", "two-challenge-passwords", good with { Attributes = [(Challenge, [Utf8("a")]), (Challenge, [Utf8("b")])] }, "The same attribute twice.");
Recipe("attribute_unexpected", "long-challenge-password", good with { Attributes = [(Challenge, [Utf8(new string('a', 256))])] }, "One character more than RFC 2985 allows.");
Recipe("attribute_unexpected", "windows-version", good with { Attributes = [("1.3.6.1.4.1.311.13.2.3", [Utf8("10.0")])] }, "certreq.exe adds where it ran.");
Recipe("attribute_unexpected", "two-extension-requests", good.WithExtension(BasicConstraints, Sequence(_ => { })).WithExtension(BasicConstraints, Sequence(_ => { })), "A harmless list of extensions, and another that a reader might take instead.");
Recipe("attribute_unexpected", "challenge-password-no-text", good with { Attributes = [(Challenge, [Tlv(0x04, 1, 2, 3)])] }, "A challenge password of bytes.");
Recipe("attribute_unexpected", "unstructured-name", good with { Attributes = [("1.2.840.113549.1.9.2", [Utf8("SN-0002")])] }, "The name that PKCS#9 offers besides (OpenSSL's prompts ask for it).");
Recipe("extension_unexpected", "ca-true", good.WithExtension(BasicConstraints, Sequence(writer => writer.WriteBoolean(true)), critical: true), "A device that wants to be an authority.");
Recipe("extension_unexpected", "ca-true-in-ber", good.WithExtension(BasicConstraints, writer => writer.WriteEncodedValue([0x30, 0x03, 0x01, 0x01, 0x01])), "TRUE written as 01: no DER, but BER's readers take it.");
Recipe("extension_unexpected", "ca-false-then-true", good with { Attributes = [(ExtensionRequest, [CsrRecipe.Encode(writer => CsrRecipe.WriteExtensions(writer, (BasicConstraints, true, Sequence(_ => { })), (BasicConstraints, true, Sequence(inner => inner.WriteBoolean(true)))))])] }, "One extension twice: harmless first, then not.");
Recipe("extension_unexpected", "name-constraints", good.WithExtension("2.5.29.30", Sequence(_ => { })), "Only authorities constrain names.");
Recipe("extension_unexpected", "unknown-critical", good.WithExtension("1.3.6.1.4.1.55738.1", writer => writer.WriteNull(), critical: true), "An extension that nobody knows, critical.");
Recipe("extension_unexpected", "any-usage", good.WithExtension("2.5.29.37", Sequence(writer => writer.WriteObjectIdentifier("2.5.29.37.0"))), "Any extended usage: a server's, too.");
Recipe("extension_unexpected", "list-of-extensions-cut", good with { Attributes = [(ExtensionRequest, [Tlv(0x30, 0x30, 0x05, 0x06, 0x03, 0x55, 0x1d, 0x13)])] }, "An extension that breaks off after its name.");
Recipe("extension_unexpected", "path-length-without-ca", good.WithExtension(BasicConstraints, Sequence(writer => writer.WriteInteger(0))), "Half a wish to be one.");
Recipe("extension_unexpected", "key-cert-sign", good.WithExtension("2.5.29.15", writer => writer.WriteBitString([0b0000_0100], 2)), "The right to sign certificates, by key usage alone.");
Recipe("extension_unexpected", "server-authentication", good.WithExtension("2.5.29.37", Sequence(writer => writer.WriteObjectIdentifier("1.3.6.1.5.5.7.3.1"))), "A device that wants to be a server.");
Recipe("extension_unexpected", "subject-alternative-name", good.WithExtension("2.5.29.17", Sequence(writer => writer.WriteCharacterString(UniversalTagNumber.IA5String, "SN-0002", new Asn1Tag(TagClass.ContextSpecific, 2)))), "A second name by the back door.");
Recipe("extension_unexpected", "subject-alternative-name-the-same", SubjectAlternativeName(2, "SN-0001"), "The right name once more; the template writes no such extension, so nobody should expect one.");
Recipe("extension_unexpected", "subject-alternative-name-address", SubjectAlternativeName(7, "\u007f\0\0\u0001"), "127.0.0.1.");
Recipe("extension_unexpected", "subject-alternative-name-uri", SubjectAlternativeName(6, "https://example.com/"), "A URL that something might fetch.");
Recipe("extension_unexpected", "subject-alternative-name-nul", SubjectAlternativeName(2, "example.com\0.evil.example"), "The NUL of 2009's certificate attacks.");
Recipe("extension_unexpected", "subject-alternative-name-empty", good.WithExtension("2.5.29.17", Sequence(_ => { })), "No name at all.");

foreach (var old in Directory.GetFiles(".", "*.header*"))
{
    File.Delete(old);
}

var readme = new StringBuilder("""
    # CSRs that must be refused

    One header value a file, as it would come in `device-csr`: `{reason}.{what}.header`; in a `.headers` file the header comes several times, one value a line. The reason is the
    code that the authorizer has to log; outside, all refusals look alike. `Infra.Tests/Lambdas/A_corpus_of_bad_csrs` sends every file to the handler, and to the packaged
    executable; `./infra fuzz` makes more of them. To make them anew, or to add one: change [make.cs](make.cs), then `dotnet run make.cs` in this folder.
    What no file can show is tested in code: every bit of a request flipped, every truncation, random bytes (`Identity/A_csr_check`), any mutation (`Identity/Any_request`).

    | file | story |
    |---|---|

    """);
foreach (var (file, content, story) in stories)
{
    File.WriteAllText(file, content);
    readme.Append($"| `{file}` | {story} |\n");
}

File.WriteAllText("README.md", readme.ToString());
Console.WriteLine($"{stories.Count} requests");

void Text(string code, string name, string header, string story) => stories.Add(($"{code}.{name}.header", header, story));
void Headers(string code, string name, string[] headers, string story) => stories.Add(($"{code}.{name}.headers", string.Join('\n', headers), story));
void Bytes(string code, string name, byte[] bytes, string story) => Text(code, name, Convert.ToBase64String(bytes), story);
void Recipe(string code, string name, CsrRecipe recipe, string story) => Text(code, name, recipe.ToHeader(), story);
void Name(string name, string commonName, string story) => Recipe("common_name_invalid", $"name-{name}", good.WithCommonName(commonName), story);

void Encoded(string name, byte[] commonName, string story) => Recipe("common_name_invalid", name, good with { Subject = [Rdn.CommonName(commonName)] }, story);

CsrRecipe SubjectAlternativeName(int choice, string name) =>
    good.WithExtension("2.5.29.17", Sequence(writer => writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, choice))));

// Requests that are refused before their signature is looked at.
byte[] Request(byte[] version, byte[] subject, byte[] key) => Tlv(
    0x30, [.. Tlv(0x30, [.. version, .. subject, .. key, 0xa0, 0]), .. Tlv(0x30, Oid("1.2.840.10045.4.3.2")), .. Tlv(0x03, 0)]);

static byte[] RsaModulus()
{
    var key = TestKey.Rsa2048.SubjectPublicKeyInfo;
    return key[^(256 + 5)..^5];
}

static byte[] RsaKey(byte[] modulus, byte[] exponent) => Tlv(
    0x30, [.. Tlv(0x30, [.. Oid("1.2.840.113549.1.1.1"), 5, 0]), .. Tlv(0x03, [0, .. Tlv(0x30, [.. Tlv(0x02, modulus), .. Tlv(0x02, exponent)])])]);

static byte[] Attribute(string oid, byte[] value) => Tlv(0x30, [.. Oid(oid), .. Tlv(0x31, value)]);

static byte[] Oid(string oid) => CsrRecipe.Encode(writer => writer.WriteObjectIdentifier(oid));

static byte[] Tlv(byte tag, params byte[] content) => content.Length switch
{
    < 0x80 => [tag, (byte)content.Length, .. content],
    < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
    _ => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
};

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
