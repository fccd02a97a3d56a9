using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components.Monitoring;

/// <summary>A CloudWatch metric and how it is summed up.</summary>
internal sealed record Metric(string Namespace, string Name, string Statistic, ImmutableSortedDictionary<string, Input<string>> Dimensions)
{
    /// <summary>The period of all graphs, and of alarms but for those on what comes seldom.</summary>
    public const int PeriodSeconds = 300;

    private static readonly ImmutableSortedDictionary<string, Input<string>> NoDimensions =
        ImmutableSortedDictionary.Create<string, Input<string>>(StringComparer.Ordinal);

    /// <summary>A metric of one of the functions (Infra.Lambdas, "Telemetry").</summary>
    public static Metric OfFunction(string name, string statistic, ProvisioningFunction function, string? outcome = null)
    {
        var dimensions = NoDimensions.Add(FunctionMetrics.Sku, function.Sku.Value).Add(FunctionMetrics.Handler, function.Handler);
        return new(FunctionMetrics.Namespace, name, statistic, outcome is null ? dimensions : dimensions.Add(FunctionMetrics.Outcome, outcome));
    }

    /// <summary>A metric that Lambda itself keeps of a function.</summary>
    public static Metric OfLambda(string name, ProvisioningFunction function) =>
        new("AWS/Lambda", name, "Sum", NoDimensions.Add("FunctionName", function.FunctionName));

    /// <summary>How many events wait in the queue of those that no function could be given.</summary>
    public static Metric OfFailedEvents(FailedEvents failedEvents) =>
        new("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", NoDimensions.Add("QueueName", failedEvents.QueueName));

    /// <summary>A metric that API Gateway keeps of the API.</summary>
    public static Metric OfApi(string name, string statistic, ProvisioningApi api, ResourceNames names) =>
        new("AWS/ApiGateway", name, statistic, NoDimensions.Add("ApiName", names.Api).Add("Stage", api.StageName));
}
