using Infra.Local.Cloud;
using Infra.Local.Interpretation;

namespace Infra.Local.Logs;

/// <summary>Makes log groups.</summary>
internal sealed class LogGroupMaker(LogStore logs) : IResourceMaker
{
    public IReadOnlyCollection<string> Types { get; } = ["aws:cloudwatch/logGroup:LogGroup"];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken)
    {
        var name = Names.Of(registration);
        var arn = Arns.Of("logs", registration.Region, $"log-group:{name}");
        logs.Add(registration.Region, new(name, arn) { RetentionDays = (int?)registration.OptionalNumber("retentionInDays") });
        return Task.FromResult(new Made(name, ("name", name), ("arn", arn)));
    }
}
