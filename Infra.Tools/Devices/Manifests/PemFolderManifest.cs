using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Tools.Devices.Manifests;

/// <summary>A folder with one public key or certificate a file, named after its device: <c>SN-0001.pem</c> or <c>SN-0001.pub</c>. Read in the order of names, so that a place in it means the same tomorrow.</summary>
internal sealed class PemFolderManifest : IManifest
{
    private static readonly string[] _extensions = [".pem", ".pub"];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // Names alone are kept, and of no more files than a folder is good for.
    private readonly string[] _paths;
    private int _done;

    public PemFolderManifest(string folder)
    {
        _paths = [.. Directory.EnumerateFiles(folder).Where(path => _extensions.Contains(Path.GetExtension(path)))];
        Array.Sort(_paths, StringComparer.Ordinal);
    }

    public long? Length => _paths.Length;

    public long Offset => _done;

    public ManifestMark Mark() => new(_done + 1, _done, Convert.ToHexStringLower(_hash.GetCurrentHash()));

    public async IAsyncEnumerable<ManifestEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var path in _paths)
        {
            var name = Path.GetFileName(path);
            var entry = new ManifestEntry(_done + 1) { File = name, DeviceId = Path.GetFileNameWithoutExtension(path) };
            byte[] content;
            try
            {
                content = new FileInfo(path).Length <= ManifestStream.MostEntryBytes ? await File.ReadAllBytesAsync(path, cancellationToken) : [];
                entry = content.Length > 0
                    ? entry.With(EntryField.PublicKey, Encoding.Latin1.GetString(content))
                    : entry with { Fault = Reject.Of(entry, RejectCodes.EntryTooLong, $"the file is empty or longer than {ManifestStream.MostEntryBytes} bytes") };
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"cannot read '{path}': {exception.Message.TrimEnd('.')}", ToolFiles.CheckPath);
            }

            _hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            _hash.AppendData(content);
            _done++;
            yield return entry;
        }
    }

    public void Dispose() => _hash.Dispose();
}
