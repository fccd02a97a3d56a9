namespace Infra.Tests.Tools.Devices;

/// <summary>Bytes that come a few at a time, as out of a pipe: every boundary falls everywhere.</summary>
internal sealed class DribblingStream(byte[] content, int most) : MemoryStream(content)
{
    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
}
