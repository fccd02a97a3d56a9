using Infra.Tools.Boards;

namespace Infra.Tests.Tools.Boards;

/// <summary>A line straight to a board of the tests; waiting for bytes moves the clock, so that no test waits.</summary>
internal sealed class DoubleLine(BoardDouble board, LineClock clock) : ISerialLine
{
    private readonly Queue<byte> _coming = new();

    /// <summary>How many bytes come at a time.</summary>
    public int Chunk { get; init; } = 7;

    /// <summary>What comes again and again while nothing else does. Default: nothing.</summary>
    public byte[] Chatter { get; set; } = [];

    /// <summary>What comes before the board says anything.</summary>
    public void Noise(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes) { _coming.Enqueue(letter); }
    }

    public int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < Math.Min(Chunk, buffer.Length) && _coming.TryDequeue(out var letter)) { buffer[count++] = letter; }
        if (count > 0) { return count; }
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Chatter.CopyTo(buffer);
        return Chatter.Length;
    }

    public void Write(ReadOnlySpan<byte> bytes) => Noise(board.Feed(bytes));

    public void Dispose()
    {
    }
}

/// <summary>A clock whose timestamps move when the line is read in vain.</summary>
internal sealed class LineClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(TimeSpan by) => _ticks += by.Ticks;
}
