using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Infra.Components.Monitoring;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.CloudWatch;

namespace Infra.Components;

/// <summary>What a <see cref="ProvisioningDashboard"/> is made from.</summary>
public sealed class ProvisioningDashboardArgs : Pulumi.ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The functions to show.</summary>
    public required ImmutableArray<ProvisioningFunction> Functions { get; init; }

    /// <summary>The alarms to show. Default: none.</summary>
    public ProvisioningAlarms? Alarms { get; init; }
}

/// <summary>One page for the people who run the region: who is let in, what is issued, how long it takes, what fails, and the alarms.</summary>
public sealed class ProvisioningDashboard : ComponentResource
{
    private const int Width = 12;
    private const int Height = 6;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Creates the dashboard.</summary>
    public ProvisioningDashboard(string name, ProvisioningDashboardArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ProvisioningDashboard", name, args, options)
    {
        var arns = args.Alarms?.AlarmArns ?? Output.Create(ImmutableArray<string>.Empty);
        var dashboard = new Dashboard(name, new()
        {
            Region = args.Names.Region,
            DashboardName = args.Names.Dashboard,
            DashboardBody = arns.Apply(alarms => Body(args, alarms)),
        }, new() { Parent = this });

        DashboardName = dashboard.DashboardName;
        RegisterOutputs();
    }

    /// <summary>The dashboard's name.</summary>
    [Output("dashboardName")]
    public Output<string> DashboardName { get; private init; }

    private static string Body(ProvisioningDashboardArgs args, ImmutableArray<string> alarms)
    {
        ImmutableArray<object> properties =
        [
            .. alarms.IsEmpty ? Array.Empty<object>() : [new { title = "alarms", alarms }],
            Graph("requests by outcome", "Sum", Search(args, FunctionMetrics.Count, "Sum")),
            Graph("99 of 100 answers within (ms)", "p99", [.. args.Functions.Select(function => Line(FunctionMetrics.DurationMs, function))]),
            Graph("faults", "Sum", [.. args.Functions.Select(function => Line(FunctionMetrics.Faults, function))]),
            Graph("first connections", "Sum", [Expression(FirstConnectionMetrics.Succeeded, "provisioned"), Expression(FirstConnectionMetrics.Failed, "failed")]),
        ];
        return JsonSerializer.Serialize(new
        {
            widgets = properties.Select((widget, i) => new
            {
                type = i == 0 && !alarms.IsEmpty ? "alarm" : "metric",
                x = i % 2 * Width,
                y = i / 2 * Height,
                width = Width,
                height = Height,
                properties = widget,
            }),
        }, Json);

        object Graph(string title, string stat, ImmutableArray<object[]> metrics) =>
            new { title, region = args.Names.Region, view = "timeSeries", stat, period = Metric.PeriodSeconds, metrics };
    }

    private static object[] Line(string metric, ProvisioningFunction function) =>
        [FunctionMetrics.Namespace, metric, FunctionMetrics.Sku, function.Sku.Value, FunctionMetrics.Handler, function.Handler];

    // Outcomes are many and new ones come: whatever a function reports is shown.
    private static ImmutableArray<object[]> Search(ProvisioningDashboardArgs args, string metric, string statistic) =>
    [
        .. args.Functions.Select(function => Expression(
            $"SEARCH('{{{FunctionMetrics.Namespace},{FunctionMetrics.Sku},{FunctionMetrics.Handler},{FunctionMetrics.Outcome}}} MetricName=\"{metric}\""
            + $" {FunctionMetrics.Sku}=\"{function.Sku}\" {FunctionMetrics.Handler}=\"{function.Handler}\"', '{statistic}')",
            function.Handler)),
    ];

    private static object[] Expression(string expression, string label) => [new { expression, label }];
}
