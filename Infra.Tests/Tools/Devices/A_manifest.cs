using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Infra.Tests.Pki;
using Infra.Tests.Support;
using Infra.Tools;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tests.Tools.Devices;

public sealed class A_manifest
{
    /// <summary>Values as they may stand in a manifest: with separators, quotes, line ends and letters of every width, but never empty.</summary>
    private static readonly Arbitrary<string[][]> _rows = Gen.Elements('a', 'Z', '0', '-', ',', ';', '\t', '"', '\n', '\r', ' ', '\\', 'é', '漢', '{', ']')
        .NonEmptyListOf().Select(letters => string.Concat(letters) + "x")
        .ArrayOf(3).ArrayOf().ToArbitrary();

    private static readonly Arbitrary<int> _chunks = Gen.Choose(1, 40).ToArbitrary();

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    [Fact]
    public void of_CSV_is_read_as_it_was_written_whatever_its_values_and_however_it_arrives() =>
        Seeded.Check(Prop.ForAll(_rows, _chunks, (rows, chunk) => Same(rows, Read(new CsvManifest(Bytes(Csv(rows), chunk))))));

    [Fact]
    public void of_NDJSON_is_read_as_it_was_written_whatever_its_values_and_however_it_arrives() =>
        Seeded.Check(Prop.ForAll(_rows, _chunks, (rows, chunk) =>
            Same(rows, Read(new NdjsonManifest(Bytes(string.Concat(rows.Select(row => JsonSerializer.Serialize(Object(row)) + "\n")), chunk))))));

    [Fact]
    public void of_JSON_is_read_as_it_was_written_whatever_its_values_and_however_it_arrives() =>
        Seeded.Check(Prop.ForAll(_rows, _chunks, (rows, chunk) =>
            Same(rows, Read(new JsonManifest(Bytes(JsonSerializer.Serialize(rows.Select(Object), chunk % 2 == 0 ? _indented : null), chunk))))));

    [Fact]
    public void knows_after_each_entry_where_it_is_and_the_digest_of_all_before() =>
        Seeded.Check(Prop.ForAll(_rows, _chunks, (rows, chunk) =>
        {
            var text = Csv(rows);
            using var manifest = new CsvManifest(Bytes(text, chunk));
            var bytes = Encoding.UTF8.GetBytes(text);
            foreach (var _ in manifest.ReadAsync(default).ToBlockingEnumerable())
            {
                var mark = manifest.Mark();
                var before = bytes[..(int)mark.Offset];
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(before)), mark.PrefixSha256);
                Assert.Equal(1 + before.Count(letter => letter == '\n'), mark.Line);
            }

            return true;
        }));

    [Fact]
    public void survives_any_bytes_without_losing_what_follows_on_the_next_line() =>
        Seeded.Check(Prop.ForAll(Gen.Choose(0, 255).Select(value => (byte)value).Where(value => value != '\n').ArrayOf().ToArbitrary(), garbage =>
        {
            byte[] ndjson = [.. garbage, .. "\n{\"device-id\":\"SN-1\",\"pubkey\":\"k\"}\n"u8];
            return Read(new NdjsonManifest(new MemoryStream(ndjson)))[^1].DeviceId == "SN-1";
        }));

    [Fact]
    public void loses_one_entry_only_to_text_that_is_no_UTF8()
    {
        byte[] bad = [.. "{\"device-id\":\"SN-"u8, 0xff, .. "\",\"pubkey\":\"k\"}"u8];
        byte[] badName = [.. "{\""u8, 0xd7, .. "\":\"k\"}"u8];
        var good = "{\"device-id\":\"SN-1\",\"pubkey\":\"k\"}"u8.ToArray();

        foreach (var entries in new[]
        {
            Read(new NdjsonManifest(new MemoryStream([.. bad, (byte)'\n', .. badName, (byte)'\n', .. good]))),
            Read(new JsonManifest(new MemoryStream([(byte)'[', .. bad, (byte)',', .. badName, (byte)',', .. good, (byte)']']))),
        })
        {
            Assert.Equal([RejectCodes.EntryMalformed, RejectCodes.EntryMalformed, null], entries.Select(entry => entry.Fault?.Code));
            Assert.Equal("SN-1", entries[2].DeviceId);
        }
    }

    [Fact]
    public void names_the_line_that_an_entry_begins_on()
    {
        var entries = Read(new CsvManifest(Bytes("device-id,pubkey\r\nA,\"k\r\nk\"\r\n\r\nB,k\r\nC\r\nD,k", 7)));

        Assert.Equal([("A", 2L), ("B", 5L), (null, 6L), ("D", 7L)], entries.Select(entry => (entry.DeviceId, entry.Line)));
        Assert.Equal(RejectCodes.EntryMalformed, entries[2].Fault!.Code);
    }

    [Theory]
    [InlineData("device-id,pubkey\nA,\"k\nB,k\nC,k\n")]
    [InlineData("device-id,pubkey\nA,\"k\nB,k\nC,k")]
    public void loses_one_line_only_to_a_quote_that_is_never_closed(string csv)
    {
        var entries = Read(new CsvManifest(Bytes(csv, 1000)));

        Assert.Equal([(2L, RejectCodes.EntryMalformed), (3L, null), (4L, null)], entries.Select(entry => (entry.Line, entry.Fault?.Code)));
        Assert.Equal(["B", "C"], entries.Skip(1).Select(entry => entry.DeviceId));
    }

    [Fact]
    public void loses_one_line_only_to_one_that_is_too_long()
    {
        var wide = new string('x', ManifestStream.MostEntryBytes + 1);

        var csv = Read(new CsvManifest(Bytes($"device-id,pubkey\nA,{wide}\nB,k\n", 10_000)));
        var ndjson = Read(new NdjsonManifest(Bytes($"{{\"device-id\":\"{wide}\"}}\n{{\"device-id\":\"B\"}}\n", 10_000)));

        Assert.Equal([(2L, RejectCodes.EntryTooLong), (3L, null)], csv.Select(entry => (entry.Line, entry.Fault?.Code)));
        Assert.Equal([(1L, RejectCodes.EntryTooLong), (2L, null)], ndjson.Select(entry => (entry.Line, entry.Fault?.Code)));
    }

    [Theory]
    [InlineData("Device ID;Public Key;colour\nA;k;red\n")]
    [InlineData("pubkey\tDEVICE_ID\nk\tA\n")]
    [InlineData("\uFEFFdeviceId,publicKey\nA,k\n")]
    public void of_CSV_may_name_and_part_its_columns_as_spreadsheets_do(string csv)
    {
        var entry = Assert.Single(Read(new CsvManifest(Bytes(csv, 3))));

        Assert.Equal(("A", "k"), (entry.DeviceId, entry.PublicKey));
    }

    [Theory]
    [InlineData("id,key\nA,k\n")]
    [InlineData("A,k\n")]
    [InlineData("device-id,deviceId,pubkey\nA,B,k\n")]
    public void of_CSV_needs_a_header_that_names_id_and_key_once(string csv) =>
        Assert.Equal(CsvManifest.HeaderInvalid, Assert.Throws<ToolException>(() => Read(new CsvManifest(Bytes(csv, 100)))).Code);

    [Theory]
    [InlineData("""[{"device-id":"A","pubkey":"k"}]""")]
    [InlineData("""{"devices":[{"deviceId":"A","publicKey":"k","firmware":{"version":1}}]}""")]
    [InlineData("""{"Items":[{"device-id":{"S":"A"},"pubkey":{"S":"k"},"count":{"N":"1"}}],"Count":1,"ConsumedCapacity":{"Tables":[{"a":1}]}}""")]
    [InlineData("""{"a-table":[{"PutRequest":{"Item":{"device-id":{"S":"A"},"pubkey":{"S":"k"}}}}]}""")]
    [InlineData("""[{"TableName":"a-table","Item":{"device-id":{"S":"A"},"pubkey":{"S":"k"}}}]""")]
    public void of_JSON_may_be_ours_or_what_the_seed_s_loader_and_the_AWS_CLI_have(string json)
    {
        var entry = Assert.Single(Read(new JsonManifest(Bytes(json, 5))));

        Assert.Equal(("A", "k", null), (entry.DeviceId, entry.PublicKey, entry.Fault));
    }

    [Fact]
    public void of_JSON_keeps_what_came_before_the_place_where_it_breaks()
    {
        using var manifest = new JsonManifest(Bytes("[\n{\"device-id\":\"A\",\"pubkey\":\"k\"},\n17,\n{\"device-id\":\"B\" \"pubkey\"", 100));
        var seen = new List<ManifestEntry>();

        var broken = Assert.Throws<ToolException>(() =>
        {
            foreach (var entry in manifest.ReadAsync(default).ToBlockingEnumerable()) { seen.Add(entry); }
        });

        Assert.Equal(JsonManifest.Malformed, broken.Code);
        Assert.Contains("line 4", broken.Message, StringComparison.Ordinal);
        Assert.Equal([("A", 2L, null), (null, 3L, RejectCodes.EntryMalformed)], seen.Select(entry => (entry.DeviceId, entry.Line, entry.Fault?.Code)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"devices\"")]
    [InlineData("[")]
    public void of_JSON_must_be_a_document_that_can_hold_devices(string json) =>
        Assert.Equal(JsonManifest.Malformed, Assert.Throws<ToolException>(() => Read(new JsonManifest(Bytes(json, 1)))).Code);

    [Fact]
    public void of_JSON_names_no_value_twice() =>
        Assert.Equal(RejectCodes.EntryMalformed, Assert.Single(Read(new NdjsonManifest(Bytes("""{"device-id":"A","deviceId":"B","pubkey":"k"}""", 100)))).Fault!.Code);

    [Fact]
    public void of_a_folder_takes_ids_from_file_names_in_their_order()
    {
        using var folder = new TemporaryFolder();
        folder.Write("SN-2.pub", TestKeys.Pem(2));
        folder.Write("SN-10.pem", TestKeys.Pem(10));
        folder.Write("SN-1.key", "not looked at");
        folder.Write("SN-3.pem", "");

        var entries = Read(new PemFolderManifest(folder.Path));

        Assert.Equal([("SN-10", 1L, null), ("SN-2", 2L, null), ("SN-3", 3L, RejectCodes.EntryTooLong)], entries.Select(entry => (entry.DeviceId, entry.Line, entry.Fault?.Code)));
        Assert.Equal(TestKeys.Pem(2), entries[1].PublicKey);
    }

    private static List<ManifestEntry> Read(IManifest manifest)
    {
        using (manifest) { return [.. manifest.ReadAsync(default).ToBlockingEnumerable()]; }
    }

    private static bool Same(string[][] rows, List<ManifestEntry> entries)
    {
        Assert.DoesNotContain(entries, entry => entry.Fault is not null);
        Assert.Equal(rows.Select(row => (row[0], row[1], row[2])), entries.Select(entry => (entry.DeviceId!, entry.PublicKey!, entry.Batch!)));
        return true;
    }

    private static DribblingStream Bytes(string text, int chunk) => new(Encoding.UTF8.GetBytes(text), chunk);

    private static string Csv(string[][] rows) =>
        "device-id,pubkey,batch\n" + string.Concat(rows.Select(row => string.Join(',', row.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));

    private static Dictionary<string, string> Object(string[] row) => new() { ["device-id"] = row[0], ["pubkey"] = row[1], ["batch"] = row[2] };
}
