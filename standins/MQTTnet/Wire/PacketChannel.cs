using System.Net.Sockets;
using MQTTnet.Exceptions;

namespace MQTTnet.Wire;

/// <summary>Packets over a stream: one reader, any number of writers.</summary>
internal sealed class PacketChannel(Stream stream) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>The next packet, or null where the connection is closed.</summary>
    internal async Task<Packet> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var frame = await FrameReader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            return frame is null ? null : PacketDecoder.Decode(frame.Value);
        }
        catch (Exception exception) when (IsClosed(exception))
        {
            return null;
        }
    }

    internal async Task SendAsync(Packet packet, CancellationToken cancellationToken)
    {
        var frame = PacketEncoder.Encode(packet);
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsClosed(exception))
        {
            throw new MqttCommunicationException(exception);
        }
        finally
        {
            turn.Release();
        }
    }

    // The semaphore stays: a writer may still hold it, and without its wait handle it owns nothing to dispose of.
    public void Dispose() => stream.Dispose();

    private static bool IsClosed(Exception exception) => exception is IOException or SocketException or ObjectDisposedException;
}
