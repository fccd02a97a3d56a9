using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices.Importing;

/// <summary>The entries that were not imported, one JSON object a line, in the manifest's order. Held exclusively: two imports never share one.</summary>
internal sealed class RejectFile : IDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people with an editor, not for a web page; control characters are escaped all the same
    };

    private readonly FileStream _file;
    private readonly string _path;

    private RejectFile(string path, FileStream file) => (_path, _file) = (path, file);

    public long Length => _file.Length;

    /// <param name="length">What to keep of a file that is there: what came later belongs to entries that are read again.</param>
    public static RejectFile Open(string path, long length)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (file.Length < length)
        {
            file.Dispose();
            throw new ToolException(ExitCodes.File, ImportCheckpoint.Mismatch, $"'{path}' is shorter than its checkpoint says", "put the reject file back, or --restart to begin anew");
        }

        file.SetLength(length);
        file.Position = length;
        return new(path, file);
    }

    public void Add(IReadOnlyList<Reject> rejects)
    {
        foreach (var reject in rejects)
        {
            _file.Write(JsonSerializer.SerializeToUtf8Bytes(reject, _json));
            _file.WriteByte((byte)'\n');
        }
    }

    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose()
    {
        var isEmpty = _file.Length == 0;
        _file.Dispose();
        if (isEmpty) { File.Delete(_path); }
    }
}
