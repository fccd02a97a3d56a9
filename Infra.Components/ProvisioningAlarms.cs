using System.Collections.Immutable;
using Infra.Components.Monitoring;
using Pulumi;
using Pulumi.Aws.CloudWatch;
using Pulumi.Aws.CloudWatch.Inputs;

namespace Infra.Components;

/// <summary>What <see cref="ProvisioningAlarms"/> are made from.</summary>
public sealed class ProvisioningAlarmsArgs : Pulumi.ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The functions to watch.</summary>
    public required ImmutableArray<ProvisioningFunction> Functions { get; init; }

    /// <summary>The API to watch.</summary>
    public required ProvisioningApi Api { get; init; }

    /// <summary>The queue of events that no function could be given. Default: none to watch.</summary>
    public FailedEvents? FailedEvents { get; init; }

    /// <summary>Whether first connections are provisioned by a template (JITP). Default: yes.</summary>
    [Input("firstConnections")]
    public bool FirstConnections { get; init; } = true;

    /// <summary>ARNs of the SNS topics that are told when an alarm begins and when it ends. Default: none, alarms show in CloudWatch only.</summary>
    [Input("topicArns")]
    public InputList<string> TopicArns { get; init; } = [];

    /// <summary>The declared ACM PCA quota for IssueCertificate per second. Default: 25, AWS's own.</summary>
    [Input("issueCertificatePerSecond")]
    public int IssueCertificatePerSecond { get; init; } = 25;

    /// <summary>Share of that quota from which on an alarm rings. Default: 80 percent.</summary>
    [Input("quotaUsePercent")]
    public int QuotaUsePercent { get; init; } = 80;

    /// <summary>Share of refused requests from which on an alarm rings. Default: 50 percent.</summary>
    [Input("refusalsPercent")]
    public int RefusalsPercent { get; init; } = 50;

    /// <summary>Time within which 99 of 100 certificates are to be handed out. Default: 5,000 ms.</summary>
    [Input("issueLatencyMilliseconds")]
    public int IssueLatencyMilliseconds { get; init; } = 5_000;

    /// <summary>
    /// Days before the end of the region's CA from which on an alarm rings: by then the next one should issue. Default: 730, two lives of certificates
    /// that are valid for a year.
    /// </summary>
    [Input("authorityDaysLeft")]
    public int AuthorityDaysLeft { get; init; } = 2 * IssuedCertificates.DefaultValidityDays;

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// One alarm for each thing that somebody should look at. Silence is good news: a fleet that is provisioned asks for nothing, so missing data rings nothing.
/// </summary>
public sealed class ProvisioningAlarms : ComponentResource
{
    /// <summary>Creates the alarms.</summary>
    public ProvisioningAlarms(string name, ProvisioningAlarmsArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ProvisioningAlarms", name, args, options)
    {
        AlarmArns = Output.All(Watch.Of(args).Select(watch => (Input<string>)NewAlarm($"{name}-{watch.Name}", watch, args).Arn).ToImmutableArray());
        RegisterOutputs();
    }

    /// <summary>The alarms' ARNs.</summary>
    [Output("alarmArns")]
    public Output<ImmutableArray<string>> AlarmArns { get; private init; }

    private MetricAlarm NewAlarm(string name, Watch watch, ProvisioningAlarmsArgs args)
    {
        var alarm = new MetricAlarmArgs
        {
            Name = args.Names.Alarm(watch.Name),
            Region = args.Names.Region,
            AlarmDescription = watch.Description,
            ComparisonOperator = "GreaterThanThreshold",
            Threshold = watch.Above,
            EvaluationPeriods = watch.Periods,
            TreatMissingData = "notBreaching",
            AlarmActions = args.TopicArns,
            OkActions = args.TopicArns,
            Tags = args.Tags,
        };
        if (watch.Expression is null) { Ask(alarm, watch); }
        else { alarm.MetricQueries = [.. Queries(watch)]; }
        return new MetricAlarm(name, alarm, new() { Parent = this });
    }

    private static void Ask(MetricAlarmArgs alarm, Watch watch)
    {
        var metric = watch.Metrics.Single();
        (alarm.Namespace, alarm.MetricName, alarm.Period, alarm.Dimensions) = (metric.Namespace, metric.Name, watch.PeriodSeconds, metric.Dimensions.ToInputMap());
        if (metric.Statistic.StartsWith('p')) { alarm.ExtendedStatistic = metric.Statistic; }
        else { alarm.Statistic = metric.Statistic; }
    }

    private static IEnumerable<MetricAlarmMetricQueryArgs> Queries(Watch watch)
    {
        var letter = 'a';
        foreach (var metric in watch.Metrics)
        {
            yield return new()
            {
                Id = $"{letter++}",
                ReturnData = false,
                Metric = new MetricAlarmMetricQueryMetricArgs
                {
                    Namespace = metric.Namespace,
                    MetricName = metric.Name,
                    Stat = metric.Statistic,
                    Period = watch.PeriodSeconds,
                    Dimensions = metric.Dimensions.ToInputMap(),
                },
            };
        }
        yield return new() { Id = "watched", Expression = watch.Expression!, Label = watch.Name, Period = watch.PeriodSeconds, ReturnData = true };
    }
}
