using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tests.Tools.Devices;

/// <summary>Signed entries of secure elements: what is signed counts, and nothing else.</summary>
public sealed class A_secure_element_manifest : IDisposable
{
    private static readonly ImportSettings _settings = new() { RegisteredAt = "2026-01-31T12:00:00Z" };

    private readonly TestElements _vendor = new();

    public void Dispose() => _vendor.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void gives_each_element_s_unique_id_and_certified_key(int chunk)
    {
        var elements = Enumerable.Range(0, 5).Select(number => (Element: TestElements.Element(number, out var key, out _), Key: key)).ToList();
        var manifest = TestElements.Manifest(elements.Select(element => _vendor.Sign(element.Element)));

        var entries = Read(manifest, chunk: chunk);

        Assert.Equal(elements.Select((element, number) => ((string?)TestElements.UniqueId(number), (string?)element.Key, (string?)null)), entries.Select(Outcome));
        Assert.Equal(manifest.Split('\n').Index().Where(line => line.Item == "  {").Select(line => line.Index + 1L), entries.Select(entry => entry.Line));
    }

    [Fact]
    public void gives_the_certificate_s_name_and_another_slot_s_key_when_asked()
    {
        var manifest = TestElements.Manifest(_vendor.Sign(TestElements.Element(7, out var primary, out var secondary)));

        Assert.Equal(($"sn{TestElements.UniqueId(7).ToUpperInvariant()}", primary, null), Outcome(Assert.Single(Read(manifest, new() { Id = "common-name" }))));
        Assert.Equal((TestElements.UniqueId(7), secondary, null), Outcome(Assert.Single(Read(manifest, new() { KeySlot = "2" }))));
        // The key in slot 2 has no certificate, so no name either.
        Assert.Equal(RejectCodes.DeviceIdMissing, Outcome(Assert.Single(Read(manifest, new() { Id = "common-name", KeySlot = "2" }))).Code);
        Assert.Equal(RejectCodes.KeyMissing, Outcome(Assert.Single(Read(manifest, new() { KeySlot = "3" }))).Code);
    }

    [Fact]
    public void is_taken_from_any_of_several_signers_RSA_among_them()
    {
        using var other = new TestElements("Log Signer 002");
        using var rsa = RSA.Create(2048);
        using var rsaSigner = new CertificateRequest("CN=RSA Signer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var header = new JsonObject { ["alg"] = "RS256", ["x5t#S256"] = Base64Url.EncodeToString(SHA256.HashData(rsaSigner.RawData)) };

        var entries = Read(
            TestElements.Manifest(
                _vendor.Sign(TestElements.Element(1, out _, out _)),
                other.Sign(TestElements.Element(2, out _, out _)),
                _vendor.Sign(TestElements.Element(3, out _, out _), header, input => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
            new() { Signers = new([_vendor.Signer, other.Signer, rsaSigner]) });

        Assert.All(entries, entry => Assert.Null(Outcome(entry).Code));
    }

    public static TheoryData<string> Lies => [.. _lies.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public void does_not_pass_with_a_lie(string lie)
    {
        var (make, code) = _lies[lie];
        var good = _vendor.Sign(TestElements.Element(2, out var key, out _));

        var entries = Read(TestElements.Manifest(_vendor.Sign(TestElements.Element(1, out _, out _)), make(_vendor), good));

        Assert.Equal([null, code, null], entries.Select(entry => Outcome(entry).Code));
        Assert.Equal(key, Outcome(entries[2]).Key);
    }

    [Fact]
    public void never_gives_another_key_or_name_whichever_byte_was_changed()
    {
        var entry = _vendor.Sign(TestElements.Element(1, out var key, out _)).ToJsonString();
        var changes = Gen.Choose(0, entry.Length - 1).SelectMany(_ => Gen.Choose(32, 126).Select(value => (char)value), (at, letter) => (at, letter)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(changes, change =>
        {
            var changed = string.Concat(entry.AsSpan(0, change.at), change.letter.ToString(), entry.AsSpan(change.at + 1));
            IReadOnlyList<ManifestEntry> entries;
            try
            {
                entries = Read($"[{changed}]");
            }
            catch (Infra.Tools.ToolException)
            {
                return true; // the document is broken
            }

            return entries.Select(Outcome).All(outcome => outcome.Code is not null || (outcome.Id, outcome.Key) == (TestElements.UniqueId(1), key));
        }));
    }

    [Fact]
    public void is_believed_unsigned_only_where_nobody_is_asked()
    {
        var signed = _vendor.Sign(TestElements.Element(1, out var key, out _));
        signed["signature"] = "AAAA";

        Assert.Equal((TestElements.UniqueId(1), key, null), Outcome(Assert.Single(ReadBy(null, TestElements.Manifest(signed)))));
    }

    private static readonly Dictionary<string, (Func<TestElements, JsonObject> Make, string Code)> _lies = new()
    {
        ["another element's payload"] = (vendor => With(vendor.Sign(Element()), "payload", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Element().ToJsonString()))), RejectCodes.SignatureInvalid),
        ["an unknown signer"] = (_ => new TestElements("Somebody").Sign(Element()), RejectCodes.SignerUnknown),
        ["a signer that is named like ours"] = (vendor => new TestElements("Somebody").Sign(Element(), vendor.Header()), RejectCodes.SignatureInvalid),
        ["no signer named"] = (vendor => vendor.Sign(Element(), new() { ["alg"] = "ES256" }), RejectCodes.SignerUnknown),
        ["a key id of another signer"] = (vendor => vendor.Sign(Element(), With(vendor.Header(), "kid", "AAAA")), RejectCodes.SignerUnknown),
        ["no algorithm"] = (vendor => With(vendor.Sign(Element(), vendor.Header("none")), "signature", ""), RejectCodes.SignatureInvalid),
        ["an HMAC under the public key"] = (vendor => vendor.Sign(Element(), vendor.Header("HS256"), input => HMACSHA256.HashData(vendor.Signer.PublicKey.ExportSubjectPublicKeyInfo(), input)), RejectCodes.SignatureInvalid),
        ["an algorithm of another curve"] = (vendor => vendor.Sign(Element(), vendor.Header("ES384")), RejectCodes.SignatureInvalid),
        ["a demand that nobody understands"] = (vendor => vendor.Sign(Element(), With(vendor.Header(), "crit", new JsonArray("exp"))), RejectCodes.EntryMalformed),
        ["half a signature"] = (vendor => With(vendor.Sign(Element()), "signature", vendor.Sign(Element())["signature"]!.GetValue<string>()[..40]), RejectCodes.SignatureInvalid),
        ["no signature"] = (vendor => Without(vendor.Sign(Element()), "signature"), RejectCodes.EntryMalformed),
        ["text that is no base64url"] = (vendor => With(vendor.Sign(Element()), "payload", "%%%"), RejectCodes.EntryMalformed),
        ["a payload that is no JSON"] = (vendor => With(vendor.Sign(Element()), "payload", "AAAA"), RejectCodes.EntryMalformed),
        ["a header that names another element"] = (vendor => With(vendor.Sign(Element()), "header", new JsonObject { ["uniqueId"] = "0123ff" }), RejectCodes.EntryMalformed),
        ["no unique id"] = (vendor => vendor.Sign(Without(Element(), "uniqueId")), RejectCodes.EntryMalformed),
        ["no keys, as TrustMANAGER's"] = (vendor => vendor.Sign(Without(Element(), "publicKeySet")), RejectCodes.KeyMissing),
        ["no keys, changed"] = (vendor => With(vendor.Sign(Without(Element(), "publicKeySet")), "signature", "AAAA"), RejectCodes.SignatureInvalid),
        ["a certificate for another key"] = (vendor => vendor.Sign(TestElements.Element(9, With(FreshKey(), "x5c", TestElements.Key("0", ECDsa.Create(ECCurve.NamedCurves.nistP256), "other")["x5c"]!.DeepClone()))), RejectCodes.KeyMismatch),
        ["a certificate that is none"] = (vendor => vendor.Sign(TestElements.Element(9, With(FreshKey(), "x5c", new JsonArray("AAAA")))), RejectCodes.CertificateMalformed),
        ["a curve that devices may not have"] = (vendor => vendor.Sign(TestElements.Element(9, With(FreshKey(), "crv", "secp256k1"))), RejectCodes.KeyCurveUnsupported),
        ["a coordinate that is too short"] = (vendor => vendor.Sign(TestElements.Element(9, With(FreshKey(), "x", "AAAA"))), RejectCodes.KeyCurveUnsupported),
        ["a point off its curve"] = (vendor => vendor.Sign(TestElements.Element(9, With(FreshKey(), "x", Base64Url.EncodeToString(new byte[32])))), RejectCodes.KeyValueInvalid),
    };

    private static JsonObject Element() => TestElements.Element(9, out _, out _);

    private static JsonObject FreshKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return TestElements.Key("0", key);
    }

    private static JsonObject With(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }

    private static JsonObject Without(JsonObject json, string name)
    {
        json.Remove(name);
        return json;
    }

    /// <summary>What the importer makes of an entry.</summary>
    private static (string? Id, string? Key, string? Code) Outcome(ManifestEntry entry)
    {
        var (@checked, reject) = new EntryCheck(_settings).Check(entry);
        return (entry.DeviceId, @checked is null ? null : Convert.ToBase64String(@checked.Key.SubjectPublicKeyInfo.Span), reject?.Code);
    }

    private IReadOnlyList<ManifestEntry> Read(string json, ManifestReading? reading = null, int chunk = 1000)
    {
        reading ??= new();
        return ReadBy(reading.Signers ?? new ManifestSigners([_vendor.Signer]), json, reading, chunk);
    }

    private static List<ManifestEntry> ReadBy(ManifestSigners? signers, string json, ManifestReading? reading = null, int chunk = 1000)
    {
        var how = (reading ?? new()) with { Signers = signers };
        using var manifest = new JsonManifest(new DribblingStream(Encoding.UTF8.GetBytes(json), chunk), (entry, line) => SecureElementEntry.Of(entry, line, how));
        return [.. manifest.ReadAsync(default).ToBlockingEnumerable()];
    }
}
