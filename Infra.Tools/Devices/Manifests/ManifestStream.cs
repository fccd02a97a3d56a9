using System.Security.Cryptography;

namespace Infra.Tools.Devices.Manifests;

/// <summary>The bytes of a manifest through a window of fixed size; counts lines and keeps the digest of what was consumed.</summary>
internal sealed class ManifestStream(Stream stream) : IDisposable
{
    /// <summary>No entry is longer: several times a record with the largest key in any encoding.</summary>
    public const int MostEntryBytes = 64 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _window = new byte[4 * MostEntryBytes];
    private int _start;
    private int _end;

    public long? Length { get; } = stream.CanSeek ? stream.Length : null;

    public long Offset { get; private set; }

    /// <summary>The line that <see cref="Unread"/> begins in.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Nothing comes after <see cref="Unread"/>.</summary>
    public bool Ended { get; private set; }

    public ReadOnlySpan<byte> Unread => _window.AsSpan(_start.._end);

    public ReadOnlyMemory<byte> UnreadMemory => _window.AsMemory(_start.._end);

    public ManifestMark Mark() => new(Line, Offset, Convert.ToHexStringLower(_hash.GetCurrentHash()));

    /// <summary>Waits for more: as much as is there, since whoever feeds a pipe may wait for us. False: the end was reached before, or an entry's most is unread already.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (Ended || _end - _start > MostEntryBytes) { return false; }
        if (_window.Length - _end < MostEntryBytes)
        {
            Unread.CopyTo(_window);
            (_start, _end) = (0, _end - _start);
        }

        try
        {
            var read = await stream.ReadAsync(_window.AsMemory(_end), cancellationToken);
            _end += read;
            Ended = read == 0;
            return true;
        }
        catch (IOException exception)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"the manifest cannot be read after line {Line}: {exception.Message.TrimEnd('.')}", "look at the disk or the network share, and repeat the command; with a checkpoint it goes on from there");
        }
    }

    public void Consume(int count)
    {
        var consumed = _window.AsSpan(_start, count);
        _hash.AppendData(consumed);
        Line += consumed.Count((byte)'\n');
        Offset += count;
        _start += count;
    }

    public async ValueTask SkipByteOrderMarkAsync(CancellationToken cancellationToken)
    {
        while (Unread.Length < 3 && await FillAsync(cancellationToken)) { }
        if (Unread is [0xEF, 0xBB, 0xBF, ..]) { Consume(3); }
    }

    /// <summary>Leaves a line that is too long, or no entry: what comes after it may be in order.</summary>
    public async ValueTask SkipLineAsync(CancellationToken cancellationToken)
    {
        do
        {
            var end = Unread.IndexOf((byte)'\n');
            Consume(end < 0 ? Unread.Length : end + 1);
            if (end >= 0) { return; }
        }
        while (await FillAsync(cancellationToken));
    }

    public void Dispose()
    {
        _hash.Dispose();
        stream.Dispose();
    }
}
