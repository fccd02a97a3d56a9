using Infra.Local.Cloud;

namespace Infra.Local.Interpretation;

/// <summary>Resources that watch and show: there is nothing here for them to watch, so they are written down and no more.</summary>
internal sealed class RecordedOnly : IResourceMaker
{
    private const string Alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
    private const string Dashboard = "aws:cloudwatch/dashboard:Dashboard";

    public IReadOnlyCollection<string> Types { get; } = [Alarm, Dashboard];

    public Task<Made> ChangeAsync(MadeResource before, Registration registration, CancellationToken cancellationToken) => MakeAsync(registration, cancellationToken);

    public Task RemoveAsync(MadeResource before, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken)
    {
        var (property, kind) = registration.Type == Alarm ? ("name", "alarm:") : ("dashboardName", "dashboard/");
        var name = Names.Of(registration, property);
        return Task.FromResult(new Made(name, (property, name), ("arn", Arns.Of("cloudwatch", registration.Region, kind + name))));
    }
}
