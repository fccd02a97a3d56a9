namespace Infra.Tools.Boards;

/// <summary>A serial line to a board: bytes both ways, and nothing that says where an answer ends.</summary>
internal interface ISerialLine : IDisposable
{
    /// <summary>What came; 0 when nothing did for about a tenth of a second.</summary>
    /// <exception cref="IOException">The line is gone.</exception>
    int Read(Span<byte> buffer);

    /// <exception cref="IOException">The line is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);
}
