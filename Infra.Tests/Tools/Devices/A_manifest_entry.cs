using System.Security.Cryptography;
using System.Text;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tests.Tools.Devices;

public sealed class A_manifest_entry
{
    private static readonly ImportSettings _settings = new() { RegisteredAt = "2026-01-31T12:00:00Z" };

    public static TheoryData<string> Forms => new(
        TestKeys.Pem(1), TestKeys.Pem(1).ReplaceLineEndings("\r\n"), TestKeys.Pem(1).Replace("\n", "\\n", StringComparison.Ordinal),
        TestKeys.Recorded(1), Convert.ToBase64String(TestKeys.Der(1)));

    [Theory]
    [MemberData(nameof(Forms))]
    public void may_give_the_key_in_any_form_and_is_recorded_in_one(string key)
    {
        var entry = Check(new(1) { DeviceId = "SN-1", PublicKey = key }).Entry!;

        Assert.Equal(TestKeys.Recorded(1), entry.Record.PublicKey);
        Assert.Equal(("ready", "2026-01-31T12:00:00Z", null, null), (entry.Record.Status, entry.Record.RegisteredAt, entry.Record.Sku, entry.Record.Batch));
    }

    [Fact]
    public void is_recorded_in_the_form_that_the_authorizer_reads()
    {
        var record = Check(new(1) { DeviceId = "SN-1", PublicKey = TestKeys.Pem(3) }).Entry!.Record;

        Assert.True(RecordedKey.TryDecode(record.PublicKey, out var der));
        Assert.Equal(TestKeys.Der(3), der);
    }

    [Theory]
    [InlineData(null, RejectCodes.DeviceIdMissing)]
    [InlineData("SN 1", RejectCodes.DeviceIdInvalid)]
    [InlineData("SN-1\n", RejectCodes.DeviceIdInvalid)]
    [InlineData("../SN-1", RejectCodes.DeviceIdInvalid)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", RejectCodes.DeviceIdInvalid)]
    public void needs_an_id_in_the_grammar(string? id, string code) =>
        Assert.Equal(code, Check(new(1) { DeviceId = id, PublicKey = TestKeys.Pem(1) }).Reject!.Code);

    [Fact]
    public void needs_a_key_that_keeps_the_rules_of_the_authorizer()
    {
        using var small = RSA.Create(1024);
        using var other = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        var offCurve = TestKeys.Der(1);
        offCurve[^1] ^= 1;

        Assert.Equal(RejectCodes.KeyMissing, CodeOf(null));
        Assert.Equal(RejectCodes.KeyMalformed, CodeOf("no key"));
        Assert.Equal(RejectCodes.KeyMalformed, CodeOf(Convert.ToBase64String(small.ExportRSAPublicKey())));
        Assert.Equal(RejectCodes.KeyRsaSize, CodeOf(small.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(RejectCodes.KeyCurveUnsupported, CodeOf(other.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(RejectCodes.KeyValueInvalid, CodeOf(Convert.ToBase64String(offCurve)));
    }

    [Fact]
    public void that_holds_a_private_key_is_named_as_such_and_never_copied()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        string[] keys =
        [
            ec.ExportPkcs8PrivateKeyPem(), ec.ExportECPrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(),
            Convert.ToBase64String(Encoding.ASCII.GetBytes(ec.ExportECPrivateKeyPem())),
            Convert.ToBase64String(ec.ExportPkcs8PrivateKey()), Convert.ToBase64String(ec.ExportECPrivateKey()), Convert.ToBase64String(rsa.ExportRSAPrivateKey()),
        ];

        Assert.All(keys, key =>
        {
            var reject = Check(new(1) { DeviceId = "SN-1", PublicKey = key }).Reject!;
            Assert.Equal(RejectCodes.KeyPrivate, reject.Code);
            Assert.DoesNotContain(key[..40], reject.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void keeps_what_it_says_of_itself_and_takes_the_rest_from_the_import()
    {
        var settings = _settings with { Sku = SkuName.Parse("widgiot"), Batch = "B-7" };
        var silent = new ManifestEntry(1) { DeviceId = "SN-1", PublicKey = TestKeys.Pem(1) };
        var telling = silent with { Sku = "widgiot", Batch = "B-1", Status = "blocked", RegisteredAt = "2025-12-24T18:00:00.5Z" };

        var one = new EntryCheck(settings).Check(silent).Entry!.Record;
        var two = new EntryCheck(settings).Check(telling).Entry!.Record;

        Assert.Equal(("widgiot", "B-7", "ready", "2026-01-31T12:00:00Z"), (one.Sku, one.Batch, one.Status, one.RegisteredAt));
        Assert.Equal(("widgiot", "B-1", "blocked", "2025-12-24T18:00:00.5Z"), (two.Sku, two.Batch, two.Status, two.RegisteredAt));
        Assert.Equal(RejectCodes.SkuMismatch, new EntryCheck(settings).Check(telling with { Sku = "gadgiot" }).Reject!.Code);
        Assert.Equal(RejectCodes.StatusUnknown, new EntryCheck(settings).Check(telling with { Status = "Ready" }).Reject!.Code);
        Assert.Equal(RejectCodes.RegisteredAtInvalid, new EntryCheck(settings).Check(telling with { RegisteredAt = "yesterday" }).Reject!.Code);
        Assert.Equal(RejectCodes.ValueTooLong, new EntryCheck(settings).Check(telling with { Batch = new('b', 257) }).Reject!.Code);
    }

    private static (CheckedEntry? Entry, Reject? Reject) Check(ManifestEntry entry) => new EntryCheck(_settings).Check(entry);

    private static string CodeOf(string? key) => Check(new(1) { DeviceId = "SN-1", PublicKey = key }).Reject!.Code;
}
