using System.Collections.Immutable;

namespace Infra.Tools.Pki.Authorities;

/// <summary>
/// What an authority has issued and revoked, in OpenSSL's index format. A change is a new file that takes the old one's place in one step, made
/// under a lock: a kill leaves either the old or the new truth, and two commands at once do not lose each other's lines.
/// </summary>
internal sealed class CertificateIndex(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public ImmutableArray<CertificateRecord> Read()
    {
        var lines = ToolFiles.ReadWhole(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var known = new HashSet<string>(lines.Length, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. lines.Select((line, index) => CertificateRecord.Parse(line) switch
            {
                null => throw Damaged(index, "is no record of a certificate"),
                var record when !known.Add(record.SerialNumber) => throw Damaged(index, $"has serial number {record.SerialNumber}, which an earlier line has too"),
                var record => record,
            }),
        ];
    }

    /// <summary>Takes a certificate up before it is signed. Issuer and serial number name one certificate (RFC 5280 4.1.2.2): revoking a second one would revoke the first.</summary>
    public void Add(CertificateRecord record) => Change(records =>
        records.Any(earlier => earlier.SerialNumber.Equals(record.SerialNumber, StringComparison.OrdinalIgnoreCase))
            ? throw new ToolException(ExitCodes.Refused, "serial-number-taken", $"serial number {record.SerialNumber} is on record already, so nothing is signed",
                "two of 158 random bits are never alike: do not sign on a machine whose random source repeats itself")
            : records.Add(record));

    /// <summary>Replaces the records by what <paramref name="change"/> makes of them.</summary>
    public void Change(Func<ImmutableArray<CertificateRecord>, ImmutableArray<CertificateRecord>> change)
    {
        using var gate = Lock();
        ToolFiles.Write(force: true, ToolFile.Public(path, Text(change(Read()))));
    }

    private ToolException Damaged(int index, string why) =>
        new ToolException(ExitCodes.File, "index-damaged", $"line {index + 1} of '{path}' {why}", "restore the file from its last copy");

    public static string Text(IEnumerable<CertificateRecord> records) => string.Concat(records.Select(record => record.ToLine() + "\n"));

    /// <summary>Held by one process at a time; the file itself stays, since removing it would let two in.</summary>
    public FileStream Lock()
    {
        var lockPath = path + ".lock";
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(20))
        {
            try
            {
                return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < Patience)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(20));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCodes.File, ToolFiles.Unwritable, $"cannot lock '{lockPath}': {e.Message.TrimEnd('.')}", "wait for the other command to end");
            }
        }
    }
}
