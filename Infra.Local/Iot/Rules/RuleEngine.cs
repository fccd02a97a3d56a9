using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Sqs;

namespace Infra.Local.Iot.Rules;

/// <summary>
/// One region's rules over what AWS IoT itself publishes. Rules over devices' messages are not offered here, and so refused when they are made.
/// </summary>
internal sealed class RuleEngine(IotRegion region, IEventInvoker? events, IIam iam, Queues? queues)
{
    private const string OwnTopics = "$aws/events/";
    private const string Service = "iot.amazonaws.com";

    private readonly ConcurrentDictionary<string, TopicRule> rules = new(StringComparer.Ordinal);

    public void Add(TopicRule rule)
    {
        if (!rule.Filter.StartsWith(OwnTopics, StringComparison.Ordinal))
        {
            throw new AwsException(400, "SqlParseException", $"rule {rule.Name} listens to '{rule.Filter}'; the local cloud has rules over {OwnTopics}... only");
        }
        if (!rules.TryAdd(rule.Name, rule)) { throw new AwsException(409, "ResourceAlreadyExistsException", $"Rule with name {rule.Name} already exists"); }
    }

    /// <summary>Hands a message to the functions of the rules that hear it. Whoever published does not wait.</summary>
    public void Publish(string topic, JsonObject payload)
    {
        var message = Encoding.UTF8.GetBytes(payload.ToJsonString());
        foreach (var rule in rules.Values.Where(rule => rule.Hears(topic))) { _ = RunAsync(rule, topic, message); }
    }

    private async Task RunAsync(TopicRule rule, string topic, byte[] message)
    {
        if (events is null) { return; }
        var source = RequestContext.Of(("aws:SourceArn", rule.Arn), ("aws:SourceAccount", Arns.Account));
        foreach (var function in rule.FunctionArns)
        {
            if (await events.HandOverAsync(function, Service, source, message, CancellationToken.None) is { } refusal) { Keep(rule, topic, message, function, refusal, source); }
        }
    }

    // The form of the message: developer guide, "Error handling (error action)".
    private void Keep(TopicRule rule, string topic, byte[] message, string function, string refusal, RequestContext source)
    {
        if (rule.Keeper is not { } keeper || queues?.Find(keeper.QueueUrl) is not { } queue || !iam.Trusts(keeper.RoleArn, Service, source)
            || !iam.Allows(iam.Role(keeper.RoleArn, "iot"), "sqs:SendMessage", queue.Arn, RequestContext.Of(("aws:RequestedRegion", region.Name))))
        {
            return;
        }
        queue.Send(new JsonObject
        {
            ["ruleName"] = rule.Name,
            ["topic"] = topic,
            ["cloudwatchTraceId"] = Guid.NewGuid().ToString(),
            ["base64OriginalPayload"] = Convert.ToBase64String(message),
            ["failures"] = new JsonArray(new JsonObject { ["failedAction"] = "LambdaAction", ["failedResource"] = function, ["errorMessage"] = refusal }),
        }.ToJsonString());
    }
}
