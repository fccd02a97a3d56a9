using Infra.Local.Interpretation;

namespace Infra.Local.Sqs;

/// <summary>Makes queues. How they are encrypted has no effect here.</summary>
internal sealed class SqsMaker(Queues queues) : IResourceMaker
{
    public IReadOnlyCollection<string> Types { get; } = ["aws:sqs/queue:Queue"];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken)
    {
        var queue = queues.Add(
            Names.Of(registration), registration.Region, registration.OptionalNumber("messageRetentionSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        return Task.FromResult(new Made(queue.Url, ("name", queue.Name), ("arn", queue.Arn), ("url", queue.Url)));
    }
}
