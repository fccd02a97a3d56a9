using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Local.Aws;
using Infra.Local.Cloud;

namespace Infra.Local.Sqs;

/// <summary>Every queue of every region.</summary>
internal sealed class Queues
{
    private readonly ConcurrentDictionary<string, LocalQueue> queues = new(StringComparer.Ordinal);

    public LocalQueue Add(string name, string region)
    {
        var queue = new LocalQueue(name, region);
        return queues.TryAdd(queue.Arn, queue)
            ? queue
            : throw new AwsException(400, "QueueNameExists", $"a queue named {name} already exists in {region}");
    }

    /// <summary>The queue by its ARN or URL; null when there is none.</summary>
    public LocalQueue? Find(string arnOrUrl) => queues.GetValueOrDefault(arnOrUrl) ?? queues.Values.FirstOrDefault(queue => queue.Url == arnOrUrl);
}

/// <summary>A queue that services put messages into. Nobody takes any out: what failed stays for whoever looks.</summary>
internal sealed class LocalQueue(string name, string region)
{
    private readonly ConcurrentQueue<string> messages = new();

    public string Name { get; } = name;

    public string Arn { get; } = Arns.Of("sqs", region, name);

    public string Url { get; } = $"https://sqs.{region}.amazonaws.com/{Arns.Account}/{name}";

    /// <summary>Bodies, oldest first.</summary>
    public ImmutableArray<string> Messages => [.. messages];

    public void Send(string body) => messages.Enqueue(body);
}
