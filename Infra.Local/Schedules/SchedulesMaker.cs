using System.Text.RegularExpressions;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Interpretation;

namespace Infra.Local.Schedules;

/// <summary>Makes scheduled rules of EventBridge and their targets.</summary>
internal sealed partial class SchedulesMaker(Schedules schedules) : IResourceMaker
{
    private const string Rule = "aws:cloudwatch/eventRule:EventRule";
    private const string Target = "aws:cloudwatch/eventTarget:EventTarget";

    public IReadOnlyCollection<string> Types { get; } = [Rule, Target];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) =>
        Task.FromResult(registration.Type == Rule ? MakeRule(registration) : MakeTarget(registration));

    private Made MakeRule(Registration registration)
    {
        var name = Names.Of(registration);
        var expression = registration.OptionalText("scheduleExpression")
            ?? throw new AwsException(400, "ValidationException", $"rule '{name}' has no schedule; event patterns are not supported here");
        if (!ScheduleExpression().IsMatch(expression))
        {
            throw new AwsException(400, "ValidationException", "Parameter ScheduleExpression is not valid.");
        }
        var arn = Arns.Of("events", registration.Region, $"rule/{name}");
        return schedules.Add(registration.Region, name, new(arn, expression))
            ? new(name, ("name", name), ("arn", arn))
            : throw new AwsException(400, "ResourceAlreadyExistsException", $"Rule {name} already exists.");
    }

    private Made MakeTarget(Registration registration)
    {
        var rule = registration.Text("rule");
        var schedule = schedules.Find(registration.Region, rule)
            ?? throw new AwsException(400, "ResourceNotFoundException", $"Rule {rule} does not exist on EventBus default.");
        schedule.Targets.Enqueue(registration.Text("arn"));
        return new($"{rule}-{registration.Text("targetId")}");
    }

    // A rate of one has its unit in the singular (EventBridge user guide, "Schedule expressions").
    [GeneratedRegex(@"^(rate\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\)|cron\(.+\))\z")] private static partial Regex ScheduleExpression();
}
