using System.Text.Json;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices.Importing;

/// <summary>
/// How far an import has come: everything before <see cref="Mark"/> is in the table or in the first <see cref="RejectsLength"/> bytes of the reject
/// file. What lies beyond may be in the table too, and is read again.
/// </summary>
internal sealed record ImportCheckpoint
{
    public const string Unreadable = "checkpoint-unreadable";
    public const string Mismatch = "checkpoint-mismatch";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true };

    public required string Table { get; init; }

    public string? Endpoint { get; init; }

    public string? Sku { get; init; }

    public string? Batch { get; init; }

    /// <summary>How the manifest is read, where that is not plain.</summary>
    public string? Reading { get; init; }

    public required string RegisteredAt { get; init; }

    public required ManifestMark Mark { get; init; }

    public required long RejectsLength { get; init; }

    public required ImportCounts Counts { get; init; }

    /// <summary>Null: there is none.</summary>
    public static ImportCheckpoint? Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ImportCheckpoint>(File.ReadAllBytes(path), _json) ?? throw new JsonException("null") : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, Unreadable, $"'{path}' is no checkpoint that can be read: {exception.Message.TrimEnd('.')}", "--restart begins anew");
        }
    }

    /// <summary>In one step: whenever the power fails there is the old checkpoint or the new one, whole.</summary>
    public void Save(string path)
    {
        var partial = path + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this, _json));
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }
}
