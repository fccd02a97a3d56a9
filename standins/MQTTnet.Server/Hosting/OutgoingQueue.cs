using System.Threading.Channels;
using MQTTnet.Wire;

namespace MQTTnet.Server.Hosting;

/// <summary>What waits to be sent to one client. Answers go first and are never dropped; of too many messages the oldest go.</summary>
internal sealed class OutgoingQueue(int maxMessages)
{
    private readonly Channel<Packet> answers = Channel.CreateUnbounded<Packet>();

    private readonly Channel<Packet.Publish> messages = Channel.CreateBounded<Packet.Publish>(
        new BoundedChannelOptions(maxMessages) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal void Add(Packet answer)
    {
        answers.Writer.TryWrite(answer);
        news.Writer.TryWrite(true);
    }

    internal void AddMessage(Packet.Publish message)
    {
        messages.Writer.TryWrite(message);
        news.Writer.TryWrite(true);
    }

    /// <summary>The next packet to send; one caller at a time.</summary>
    internal async Task<Packet> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (answers.Reader.TryRead(out var answer)) { return answer; }
            if (messages.Reader.TryRead(out var message)) { return message; }
            await news.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
