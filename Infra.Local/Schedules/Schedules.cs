using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Iam;

namespace Infra.Local.Schedules;

/// <summary>
/// The scheduled rules of EventBridge and what they call. Time does not call them here, somebody has to: what depends on a quarter of an hour having passed cannot
/// be waited for.
/// </summary>
internal sealed class Schedules(IFunctionInvoker functions, TimeProvider clock)
{
    private const string Service = "events.amazonaws.com";

    private readonly ConcurrentDictionary<(string Region, string Rule), Schedule> rules = [];

    /// <summary>Adds a rule. False: there is one of that name.</summary>
    public bool Add(string region, string rule, Schedule schedule) => rules.TryAdd((region, rule), schedule);

    /// <summary>A rule, or null.</summary>
    public Schedule? Find(string region, string rule) => rules.GetValueOrDefault((region, rule));

    /// <summary>Calls every target of every rule of a region, as if its time had come; the functions' results.</summary>
    public async Task<ImmutableArray<FunctionResult>> RunAsync(string region, CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<FunctionResult>();
        foreach (var ((_, name), rule) in rules.Where(rule => rule.Key.Region == region).OrderBy(rule => rule.Key.Rule, StringComparer.Ordinal))
        {
            var source = RequestContext.Empty.With("aws:SourceArn", rule.Arn).With("aws:SourceAccount", Arns.Account);
            foreach (var target in rule.Targets)
            {
                // EventBridge does not say who was kept from calling; the rule's metric FailedInvocations does.
                results.Add(await functions.InvokeAsync(target, Service, source, Event(region, rule.Arn), cancellationToken)
                    ?? throw new InvalidOperationException($"rule '{name}' may not call {target}, or there is no such function"));
            }
        }
        return results.ToImmutable();
    }

    private byte[] Event(string region, string ruleArn) => System.Text.Encoding.UTF8.GetBytes(new JsonObject
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString(),
        ["detail-type"] = "Scheduled Event",
        ["source"] = "aws.events",
        ["account"] = Arns.Account,
        ["time"] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["region"] = region,
        ["resources"] = new JsonArray(ruleArn),
        ["detail"] = new JsonObject(),
    }.ToJsonString());
}

/// <summary>One scheduled rule.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Expression">When it would fire in AWS.</param>
internal sealed record Schedule(string Arn, string Expression)
{
    /// <summary>ARNs of what it calls.</summary>
    public ConcurrentQueue<string> Targets { get; } = [];
}
