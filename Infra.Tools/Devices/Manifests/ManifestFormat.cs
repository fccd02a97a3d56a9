namespace Infra.Tools.Devices.Manifests;

internal enum ManifestFormat
{
    Csv,
    Ndjson,
    Json,
    PemFolder,
    Microchip,
}

internal static class ManifestFormats
{
    public const string Unknown = "manifest-format-unknown";

    private const string Names = "csv, ndjson, json, pem-folder and microchip";

    /// <summary>By its name as the command line gives it, else by what the path looks like.</summary>
    public static ManifestFormat Of(string path, string? name) => name switch
    {
        "csv" => ManifestFormat.Csv,
        "ndjson" => ManifestFormat.Ndjson,
        "json" => ManifestFormat.Json,
        "pem-folder" => ManifestFormat.PemFolder,
        "microchip" => ManifestFormat.Microchip,
        not null => throw new ToolException(ExitCodes.Usage, Unknown, $"--format is '{name}', which is none", $"one of {Names}; left out, the file's name tells"),
        null when Directory.Exists(path) => ManifestFormat.PemFolder,
        null => Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" => ManifestFormat.Csv,
            ".ndjson" or ".jsonl" => ManifestFormat.Ndjson,
            ".json" => ManifestFormat.Json,
            _ => throw new ToolException(ExitCodes.Usage, Unknown, $"the format of '{path}' cannot be told from its name", $"--format with one of {Names}"),
        },
    };

    public static IManifest Open(string path, ManifestFormat format, ManifestReading? reading = null)
    {
        reading ??= new();
        try
        {
            // A secure element's entry brings its certificate along in a way of its own.
            if (format is ManifestFormat.Microchip) { return new JsonManifest(Stream(path), (json, line) => SecureElementEntry.Of(json, line, reading)); }
            IManifest manifest = format switch
            {
                ManifestFormat.PemFolder => new PemFolderManifest(path),
                ManifestFormat.Csv => new CsvManifest(Stream(path), reading),
                ManifestFormat.Ndjson => new NdjsonManifest(Stream(path), reading),
                _ => new JsonManifest(Stream(path), (json, line) => JsonEntry.Of(json, line, reading.IdName)),
            };
            return reading.IdIsCommonName ? new CommonNameManifest(manifest) : manifest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"cannot read '{path}': {exception.Message.TrimEnd('.')}", ToolFiles.CheckPath);
        }
    }

    private static Stream Stream(string path) => path == "-" ? Console.OpenStandardInput() : new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
}
