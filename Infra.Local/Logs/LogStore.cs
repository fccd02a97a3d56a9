using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Infra.Local.Logs;

/// <summary>One line of a log stream.</summary>
internal sealed record LogEvent(DateTimeOffset Time, string Stream, string Message);

/// <summary>A log group of a region.</summary>
internal sealed class LogGroup(string name, string arn)
{
    private readonly ConcurrentQueue<LogEvent> events = new();

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public int? RetentionDays { get; init; }

    /// <summary>All events, oldest first.</summary>
    public ImmutableArray<LogEvent> Events => [.. events];

    public void Append(string stream, string message) => events.Enqueue(new(DateTimeOffset.UtcNow, stream, message));
}

/// <summary>CloudWatch Logs' memory: what functions print and what APIs note about each request.</summary>
internal sealed class LogStore
{
    private readonly ConcurrentDictionary<(string Region, string Name), LogGroup> groups = new();

    /// <summary>Adds a group that the program declared; one that the platform made on its own is taken over, as a re-run would.</summary>
    public void Add(string region, LogGroup group) => groups[(region, group.Name)] = group;

    public LogGroup? Find(string region, string name) => groups.GetValueOrDefault((region, name));

    /// <summary>The group, made now if nothing declared it: Lambda does that for a function without a declared group.</summary>
    public LogGroup GetOrAdd(string region, string name) =>
        groups.GetOrAdd((region, name), key => new(key.Name, Cloud.Arns.Of("logs", key.Region, $"log-group:{key.Name}")));

    public IEnumerable<LogGroup> In(string region) =>
        from entry in groups where entry.Key.Region == region orderby entry.Key.Name select entry.Value;
}
