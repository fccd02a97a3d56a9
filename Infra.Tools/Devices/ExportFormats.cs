using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Infra.Identity.Contracts;
using Infra.Tools.Devices.Manifests;
using Infra.Tools.Devices.Tables;

namespace Infra.Tools.Devices;

/// <summary>Writes records as a manifest; answers how many there were.</summary>
internal delegate Task<long> ExportWriter(IAsyncEnumerable<DeviceRecord> records, TextWriter writer);

/// <summary>How an export is written. Names are the table's, so that it is a manifest.</summary>
internal static class ExportFormats
{
    private static readonly string[] _names = [DeviceTable.DeviceId, DeviceTable.PublicKey, DeviceTable.Status, DeviceTable.Sku, DeviceTable.Batch, DeviceTable.RegisteredAt];

    private static readonly SearchValues<char> _special = SearchValues.Create(",;\t\"\r\n");

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ExportWriter Of(string path, string? name) => (name ?? (path == "-" ? "ndjson" : Path.GetExtension(path).TrimStart('.'))) switch
    {
        "csv" => WriteCsvAsync,
        "ndjson" or "jsonl" => WriteNdjsonAsync,
        var other => throw new ToolException(ExitCodes.Usage, ManifestFormats.Unknown, $"an export cannot be written as '{other}'; allowed are csv and ndjson", "--format, or the file's extension"),
    };

    private static async Task<long> WriteCsvAsync(IAsyncEnumerable<DeviceRecord> records, TextWriter writer)
    {
        var count = 0L;
        await writer.WriteLineAsync(string.Join(',', _names));
        await foreach (var record in records)
        {
            await writer.WriteLineAsync(string.Join(',', ValuesOf(record).Select(Quoted)));
            count++;
        }

        return count;
    }

    private static async Task<long> WriteNdjsonAsync(IAsyncEnumerable<DeviceRecord> records, TextWriter writer)
    {
        var count = 0L;
        await foreach (var record in records)
        {
            var present = _names.Zip(ValuesOf(record)).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second);
            await writer.WriteLineAsync(JsonSerializer.Serialize(present, _json));
            count++;
        }

        return count;
    }

    private static string?[] ValuesOf(DeviceRecord record) => [record.DeviceId, record.PublicKey, record.Status, record.Sku, record.Batch, record.RegisteredAt];

    // RFC 4180, section 2, rules 6 and 7.
    private static string? Quoted(string? value) =>
        value is not null && value.AsSpan().ContainsAny(_special) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
