using System.Collections.Immutable;
using Infra.Local.Cloud;

namespace Infra.Local.Sqs;

/// <summary>A standard queue. Who receives a message has it alone until its visibility timeout, and deletes it once it is done with.</summary>
/// <param name="name">Its name.</param>
/// <param name="region">Its region.</param>
/// <param name="retention">How long a message is kept (MessageRetentionPeriod).</param>
/// <param name="clock">Tells when a message came and when it is visible again.</param>
internal sealed class LocalQueue(string name, string region, TimeSpan retention, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<Message> messages = [];

    public string Name { get; } = name;

    public string Arn { get; } = Arns.Of("sqs", region, name);

    public string Url { get; } = $"https://sqs.{region}.amazonaws.com/{Arns.Account}/{name}";

    public TimeSpan Retention { get; } = retention;

    public DateTimeOffset CreatedAt { get; } = clock.GetUtcNow();

    /// <summary>Bodies, oldest first, of those in flight too.</summary>
    public ImmutableArray<string> Messages
    {
        get { lock (gate) { return [.. Kept().Select(message => message.Body)]; } }
    }

    public void Send(string body) => Send(body, ImmutableSortedDictionary<string, MessageAttribute>.Empty);

    public void Send(string body, ImmutableSortedDictionary<string, MessageAttribute> attributes)
    {
        lock (gate) { messages.Add(new(Guid.NewGuid(), body, attributes, clock.GetUtcNow())); }
    }

    /// <summary>The oldest visible messages, which nobody else is given before <paramref name="visibilityTimeout"/> is over.</summary>
    public ImmutableArray<ReceivedMessage> Receive(int most, TimeSpan visibilityTimeout)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            return [.. Kept().Where(message => message.VisibleFrom <= now).Take(most).ToList().Select(message => message.Receive(now, visibilityTimeout))];
        }
    }

    /// <summary>Deletes the message whose latest receipt this is. False: it is no receipt. One of an earlier receiving deletes nothing, as in AWS.</summary>
    public bool Delete(string receiptHandle)
    {
        if (receiptHandle.Split('/') is not [var id, _] || !Guid.TryParseExact(id, "D", out _)) { return false; }
        lock (gate) { messages.RemoveAll(message => message.ReceiptHandle == receiptHandle); }
        return true;
    }

    /// <summary>How many can be received, and how many somebody has in hand.</summary>
    public (int Visible, int InFlight) Count()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var all = Kept().ToLookup(message => message.VisibleFrom <= now);
            return (all[true].Count(), all[false].Count());
        }
    }

    private List<Message> Kept()
    {
        var oldest = clock.GetUtcNow() - Retention;
        messages.RemoveAll(message => message.SentAt <= oldest);
        return messages;
    }

    private sealed class Message(Guid id, string body, ImmutableSortedDictionary<string, MessageAttribute> attributes, DateTimeOffset sentAt)
    {
        private int receiveCount;
        private DateTimeOffset firstReceivedAt;

        public string Body => body;

        public DateTimeOffset SentAt => sentAt;

        public DateTimeOffset VisibleFrom { get; private set; }

        public string? ReceiptHandle { get; private set; }

        public ReceivedMessage Receive(DateTimeOffset now, TimeSpan visibilityTimeout)
        {
            if (++receiveCount == 1) { firstReceivedAt = now; }
            VisibleFrom = now + visibilityTimeout;
            ReceiptHandle = $"{id}/{receiveCount}";
            return new(id.ToString(), ReceiptHandle, body, attributes, sentAt, firstReceivedAt, receiveCount);
        }
    }
}

/// <summary>What a receiver is told of a message.</summary>
internal sealed record ReceivedMessage(
    string Id,
    string ReceiptHandle,
    string Body,
    ImmutableSortedDictionary<string, MessageAttribute> Attributes,
    DateTimeOffset SentAt,
    DateTimeOffset FirstReceivedAt,
    int ReceiveCount);

/// <summary>What a sender says beside the body.</summary>
/// <param name="Type">String or Number.</param>
internal sealed record MessageAttribute(string Type, string Value);
