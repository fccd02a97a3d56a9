using System.CommandLine;
using System.Globalization;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices;

/// <summary>What <c>provision devices import</c> is told.</summary>
internal sealed class ImportOptions
{
    private readonly Argument<string> _manifest = new("manifest") { Description = "The manifest: *.csv, *.ndjson, *.json or a folder of PEM files; - for standard input." };
    private readonly Option<string?> _format = new("--format") { Description = "csv, ndjson, json, pem-folder, or microchip for its Trust Platform's. Default: by the manifest's name." };
    private readonly ReadingOptions _reading = new();
    private readonly Option<string?> _batch = new("--batch") { Description = "Manufacturing batch of entries that name none." };
    private readonly Option<string?> _rejects = new("--rejects") { Description = "File for the entries that are not imported. Default: MANIFEST.rejects.ndjson." };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "File that says how far the import has come. Default: MANIFEST.checkpoint.json." };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Batches under way at a time, 1 to 64.", DefaultValueFactory = _ => 8 };
    private readonly Option<bool> _strict = new("--strict") { Description = "Write each record with a condition, for when others write to the table at the same time. Slower." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check and read only. Rejects are written where --rejects says so." };
    private readonly Option<bool> _restart = new("--restart") { Description = "Begin anew: set aside the checkpoint and the reject file of an earlier import." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a reject file that is there already." };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object instead of text." };

    public TableOptions Tables { get; } = new();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_manifest);
        foreach (var option in (Option[])[_format, _batch, _rejects, _checkpoint, _parallel, _strict, _dryRun, _restart, _force, Json]) { command.Options.Add(option); }
        _reading.AddTo(command);
        Tables.AddTo(command);
        _parallel.RequireRange(1, 64);
    }

    /// <summary>The caller's to dispose.</summary>
    public ImportWish Of(ParseResult parsed, TimeProvider clock)
    {
        var path = parsed.GetRequiredValue(_manifest);
        var isDry = parsed.GetValue(_dryRun);
        var files = FilesOf(path, parsed.GetValue(_rejects), parsed.GetValue(_checkpoint), isDry);
        var kind = ManifestFormats.Of(path, parsed.GetValue(_format));
        var how = _reading.Read(parsed, kind);
        var fresh = new ImportCheckpoint
        {
            Table = Tables.ReadTable(parsed),
            Endpoint = Tables.ReadEndpoint(parsed),
            Sku = parsed.GetValue(Tables.Sku),
            Batch = parsed.GetValue(_batch),
            Reading = how.Reading.Describe(kind),
            RegisteredAt = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Mark = new(1, 0, ""),
            RejectsLength = 0,
            Counts = new(),
        };
        return new ImportWish(how)
        {
            Manifest = path,
            Format = kind,
            Files = files,
            Fresh = fresh,
            Restart = parsed.GetValue(_restart),
            Force = parsed.GetValue(_force),
            Settings = new ImportSettings
            {
                Sku = Tables.ReadSku(parsed),
                Batch = fresh.Batch,
                RegisteredAt = fresh.RegisteredAt,
                Issuers = how.Issuers,
                Strict = parsed.GetValue(_strict),
                DryRun = isDry,
                Parallel = parsed.GetValue(_parallel),
            },
        };
    }

    private static ImportFiles FilesOf(string manifest, string? rejects, string? checkpoint, bool isDry)
    {
        if (isDry) { return new(null, rejects); }
        if (manifest == "-")
        {
            return new(checkpoint, rejects ?? throw new ToolException(ExitCodes.Usage, "rejects-required", "a manifest from standard input needs --rejects FILE", "and --checkpoint FILE, to be resumed after a kill"));
        }

        var beside = Path.TrimEndingDirectorySeparator(manifest);
        return new(checkpoint ?? beside + ".checkpoint.json", rejects ?? beside + ".rejects.ndjson");
    }
}

/// <summary>An import to make; it owns the certificates that it reads with.</summary>
/// <param name="how">How the manifest is read.</param>
internal sealed class ImportWish(ReadManifest how) : IDisposable
{
    /// <summary>A path; - for standard input.</summary>
    public required string Manifest { get; init; }

    public required ManifestFormat Format { get; init; }

    public required ImportFiles Files { get; init; }

    /// <summary>Where the import begins if no earlier one did.</summary>
    public required ImportCheckpoint Fresh { get; init; }

    /// <summary>What an earlier one left is set aside.</summary>
    public bool Restart { get; init; }

    /// <summary>A reject file that is there is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>For a fresh import; one that goes on keeps its batch and its time.</summary>
    public required ImportSettings Settings { get; init; }

    public ManifestReading Reading => how.Reading;

    public void Dispose() => how.Dispose();
}
