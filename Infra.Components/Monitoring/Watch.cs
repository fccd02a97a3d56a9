using System.Collections.Immutable;
using Infra.Identity.Contracts;

namespace Infra.Components.Monitoring;

/// <summary>What an alarm watches: a metric, a computation over metrics (each known by a letter, from a on), or a Metrics Insights query.</summary>
/// <param name="Name">What is watched, as the alarm's name says it.</param>
/// <param name="Description">What has happened when it rings, and where to look.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Expression">The computation or query; null: the one metric as it is.</param>
/// <param name="Above">It rings above this.</param>
/// <param name="Periods">For how many periods in a row.</param>
/// <param name="PeriodSeconds">How long a period is. Default: that of the graphs.</param>
internal sealed record Watch(
    string Name, string Description, ImmutableArray<Metric> Metrics, string? Expression, double Above, int Periods, int PeriodSeconds = Metric.PeriodSeconds)
{
    private const int HourSeconds = 3600;

    /// <summary>All that a set of alarms watches.</summary>
    public static IEnumerable<Watch> Of(ProvisioningAlarmsArgs args) =>
        [.. args.Functions.SelectMany(OfEach), .. OfIssuers(args), .. OfAuthorizer(args), .. OfAuthority(args), .. OfFirstConnections(args), .. OfApi(args)];

    private static IEnumerable<Watch> OfEach(ProvisioningFunction function)
    {
        yield return new($"{function.Handler}-faults", $"{function.Handler} failed on our side; its log has a line with a fault each",
            [Metric.OfFunction(FunctionMetrics.Faults, "Sum", function)], null, Above: 0, Periods: 1);
        yield return new($"{function.Handler}-throttles", $"Lambda ran out of concurrency for {function.Handler}; raise its reserved concurrency or the account's",
            [Metric.OfLambda("Throttles", function)], null, Above: 0, Periods: 1);
    }

    private static IEnumerable<Watch> OfIssuers(ProvisioningAlarmsArgs args)
    {
        foreach (var issuer in Those(args, HandlerNames.IssuerAcmPca, HandlerNames.IssuerIotCore, HandlerNames.CertificateProvider))
        {
            yield return new($"{issuer.Handler}-quota-throttles", $"{issuer.Handler} is throttled by AWS, or sheds load before it would be; devices wait longer, raise the quota or lower requestsPerSecond",
                [
                    Metric.OfFunction(FunctionMetrics.Count, "Sum", issuer, FunctionOutcomes.Throttled),
                    Metric.OfFunction(FunctionMetrics.Count, "Sum", issuer, FunctionOutcomes.Overloaded),
                ],
                Sum(2), Above: 0, Periods: 1);
            // AWS IoT gives up on the provider after five seconds, and what it gave up on is a fault.
            if (issuer.Handler == HandlerNames.CertificateProvider) { continue; }
            yield return new($"{issuer.Handler}-latency", $"the slowest of a hundred answers of {issuer.Handler} took too long",
                [Metric.OfFunction(FunctionMetrics.DurationMs, "p99", issuer)], null, Above: args.IssueLatencyMilliseconds, Periods: 3);
        }
    }

    private static IEnumerable<Watch> OfAuthorizer(ProvisioningAlarmsArgs args)
    {
        foreach (var authorizer in Those(args, HandlerNames.Authorizer))
        {
            // One refusal of two is no attack: the share counts from twenty requests on.
            yield return new("refusals", "many requests are refused: a factory batch that was never imported, or somebody who guesses",
                [Metric.OfFunction(FunctionMetrics.Count, "Sum", authorizer), Metric.OfFunction(FunctionMetrics.Count, "Sum", authorizer, FunctionOutcomes.Allowed)],
                "IF(a >= 20, 100 * (a - FILL(b, 0)) / a, 0)", Above: args.RefusalsPercent, Periods: 2);
        }
    }

    private static IEnumerable<Watch> OfAuthority(ProvisioningAlarmsArgs args)
    {
        var issuers = Those(args, HandlerNames.IssuerAcmPca, HandlerNames.CertificateProvider);
        if (issuers.IsEmpty) { yield break; }
        var all = Sum(issuers.Length);
        yield return new("pca-quota-use", "most of the ACM PCA quota for IssueCertificate is in use; ask for more before devices are throttled",
            [.. issuers.Select(issuer => Metric.OfFunction(FunctionMetrics.Count, "Sum", issuer, FunctionOutcomes.Issued))],
            FormattableString.Invariant($"100 * {(issuers.Length == 1 ? all : $"({all})")} / {Metric.PeriodSeconds * args.IssueCertificatePerSecond}"), Above: args.QuotaUsePercent, Periods: 1);
        yield return new("ca-expiry", "the region's CA is too near its end to issue; activate the next one",
            [.. issuers.Select(issuer => Metric.OfFunction(FunctionMetrics.Count, "Sum", issuer, FunctionOutcomes.AuthorityExpiring))],
            issuers.Length == 1 ? null : all, Above: 0, Periods: 1);
        // Of the one function that runs without being asked: neither ACM PCA nor CloudWatch tells of a CA that ends (AWS Private CA user guide, "Monitoring").
        foreach (var retirer in Those(args, HandlerNames.CertificateRetirer))
        {
            // By the hour, in which it runs several times: an alarm that misses it in between would end and begin again.
            yield return new("ca-days-left", "the region's CA ends before long: certificates will be cut short, then refused; let the next generation issue (authorityGeneration)",
                [Metric.OfFunction(FunctionMetrics.AuthorityDaysLeft, "Minimum", retirer)], FormattableString.Invariant($"{args.AuthorityDaysLeft} - a"), Above: 0, Periods: 1, HourSeconds);
        }
    }

    private static IEnumerable<Watch> OfFirstConnections(ProvisioningAlarmsArgs args)
    {
        if (args.FirstConnections)
        {
            yield return new("first-connections", "first connections fail; AWS IoT's log says why: often a policy or thing type that the template names is missing",
                [], FirstConnectionMetrics.Failed, Above: 0, Periods: 1);
        }
        if (args.FailedEvents is { } failedEvents)
        {
            yield return new("failed-events", "a device waits: its first connection was not decided about; the queue has the event, the function's log why",
                [Metric.OfFailedEvents(failedEvents)], null, Above: 0, Periods: 1);
        }
    }

    private static IEnumerable<Watch> OfApi(ProvisioningAlarmsArgs args) =>
    [
        new("api-errors", "the API answers with errors of its own; look at the access log, field problem",
            [Metric.OfApi("5XXError", "Sum", args.Api, args.Names)], null, Above: 0, Periods: 1),
    ];

    private static ImmutableArray<ProvisioningFunction> Those(ProvisioningAlarmsArgs args, params ImmutableArray<string> handlers) =>
        [.. args.Functions.Where(function => handlers.Contains(function.Handler))];

    /// <summary>The sum of the first metrics, of which some may have no data; one alone stays as it is.</summary>
    private static string Sum(int metrics) => metrics == 1
        ? "a"
        : string.Join(" + ", Enumerable.Range('a', metrics).Select(letter => $"FILL({(char)letter}, 0)"));
}
