using MQTTnet.Exceptions;

namespace MQTTnet.Wire;

/// <summary>Cuts a stream into frames.</summary>
internal static class FrameReader
{
    // A sender can claim 256 MB with five bytes: memory is given as the bytes arrive, not as they are announced.
    private const int TrustedLength = 64 * 1024;

    /// <summary>The next frame, or null where the stream ended.</summary>
    internal static async Task<Frame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var one = new byte[1];
        if (!await TryFillAsync(stream, one, cancellationToken).ConfigureAwait(false)) { return null; }
        var header = one[0];

        // Remaining length, section 2.2.3: seven bits a byte, at most four bytes.
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (shift > 21) { throw new MqttProtocolViolationException("Remaining length is invalid."); }
            if (!await TryFillAsync(stream, one, cancellationToken).ConfigureAwait(false)) { return null; }
            length |= (one[0] & 0x7F) << shift;
            if ((one[0] & 0x80) == 0) { break; }
        }

        var body = new byte[Math.Min(length, TrustedLength)];
        for (var filled = 0; filled < length; filled = body.Length)
        {
            if (filled > 0) { Array.Resize(ref body, Math.Min(length, filled * 2)); }
            if (!await TryFillAsync(stream, body.AsMemory(filled), cancellationToken).ConfigureAwait(false)) { return null; }
        }
        return new Frame(header, body);
    }

    private static async Task<bool> TryFillAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken) =>
        await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == buffer.Length;
}
