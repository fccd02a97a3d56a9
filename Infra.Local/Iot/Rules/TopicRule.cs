using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MQTTnet;

namespace Infra.Local.Iot.Rules;

/// <summary>A rule: what is published on the topics of its filter goes to functions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN, on whose behalf functions are invoked.</param>
/// <param name="Filter">The topic filter of its FROM clause.</param>
/// <param name="FunctionArns">The functions.</param>
/// <param name="Keeper">What keeps messages that no function takes; null for nothing.</param>
internal sealed partial record TopicRule(string Name, string Arn, string Filter, ImmutableArray<string> FunctionArns, FailureKeeper? Keeper)
{
    public bool Hears(string topic) => MqttTopicFilterComparer.Compare(topic, Filter) == MqttTopicFilterCompareResult.IsMatch;

    /// <summary>The topic filter of a statement, as far as it selects everything of what is said there; null for any other.</summary>
    public static string? FilterOf(string sql) => Everything().Match(sql) is { Success: true } match ? match.Groups["filter"].Value : null;

    [GeneratedRegex(@"^\s*SELECT\s+\*\s+FROM\s+'(?<filter>[^']+)'\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Everything();
}

/// <summary>An error action: a queue, and the role under which AWS IoT puts messages into it.</summary>
internal sealed record FailureKeeper(string QueueUrl, string RoleArn);
