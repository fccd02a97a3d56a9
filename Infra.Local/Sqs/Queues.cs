using System.Collections.Concurrent;
using Infra.Local.Aws;

namespace Infra.Local.Sqs;

/// <summary>Every queue of every region.</summary>
internal sealed class Queues(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, LocalQueue> queues = new(StringComparer.Ordinal);

    /// <summary>Adds a queue. Its messages are kept for four days unless told otherwise, SQS's default.</summary>
    public LocalQueue Add(string name, string region, TimeSpan? retention = null)
    {
        var queue = new LocalQueue(name, region, retention ?? TimeSpan.FromDays(4), clock);
        return queues.TryAdd(queue.Arn, queue)
            ? queue
            : throw new AwsException(400, "QueueNameExists", $"a queue named {name} already exists in {region}");
    }

    /// <summary>The queue by its ARN or URL; null when there is none.</summary>
    public LocalQueue? Find(string arnOrUrl) => queues.GetValueOrDefault(arnOrUrl) ?? queues.Values.FirstOrDefault(queue => queue.Url == arnOrUrl);

    public IEnumerable<LocalQueue> All => queues.Values.OrderBy(queue => queue.Url, StringComparer.Ordinal);
}
