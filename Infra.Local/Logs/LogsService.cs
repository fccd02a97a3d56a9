using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Cloud;

namespace Infra.Local.Logs;

/// <summary>CloudWatch Logs, for reading.</summary>
internal sealed class LogsService(LogStore logs) : IAwsService
{
    public string SigningName => "logs";

    public AwsProtocol Protocol => AwsProtocol.Json11;

    public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken) => Task.FromResult(AwsReply.Json11(call.Operation switch
    {
        "DescribeLogGroups" => DescribeLogGroups(call),
        "DescribeLogStreams" => DescribeLogStreams(call),
        "GetLogEvents" => GetLogEvents(call),
        "FilterLogEvents" => FilterLogEvents(call),
        _ => throw new AwsException(400, "UnknownOperationException", $"logs has no operation '{call.Operation}' here"),
    }));

    private JsonObject DescribeLogGroups(AwsCall call)
    {
        call.Require("logs:DescribeLogGroups", Arns.Of("logs", call.Region, "log-group:*"));
        var prefix = (string?)call.Json()["logGroupNamePrefix"] ?? "";
        var found = new JsonArray();
        foreach (var group in logs.In(call.Region).Where(group => group.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var entry = new JsonObject { ["logGroupName"] = group.Name, ["arn"] = group.Arn + ":*", ["logGroupArn"] = group.Arn };
            if (group.RetentionDays is { } days) { entry["retentionInDays"] = days; }
            found.Add(entry);
        }
        return new() { ["logGroups"] = found };
    }

    private JsonObject DescribeLogStreams(AwsCall call)
    {
        var group = Group(call, "logs:DescribeLogStreams");
        var streams = new JsonArray();
        foreach (var stream in group.Events.GroupBy(logged => logged.Stream))
        {
            streams.Add(new JsonObject
            {
                ["logStreamName"] = stream.Key,
                ["arn"] = $"{group.Arn}:log-stream:{stream.Key}",
                ["firstEventTimestamp"] = stream.First().Time.ToUnixTimeMilliseconds(),
                ["lastEventTimestamp"] = stream.Last().Time.ToUnixTimeMilliseconds(),
            });
        }
        return new() { ["logStreams"] = streams };
    }

    private JsonObject GetLogEvents(AwsCall call)
    {
        var stream = (string?)call.Json()["logStreamName"];
        var events = Render(Group(call, "logs:GetLogEvents").Events.Where(logged => logged.Stream == stream), withStream: false);
        // The same token coming back tells a reader that the end is reached.
        return new() { ["events"] = events, ["nextForwardToken"] = "f/end", ["nextBackwardToken"] = "b/end" };
    }

    private JsonObject FilterLogEvents(AwsCall call)
    {
        var request = call.Json();
        var (from, to) = ((long?)request["startTime"] ?? 0, (long?)request["endTime"] ?? long.MaxValue);
        var pattern = ((string?)request["filterPattern"] ?? "").Trim('"');
        return new()
        {
            ["events"] = Render(Group(call, "logs:FilterLogEvents").Events.Where(logged =>
                logged.Time.ToUnixTimeMilliseconds() is var time && time >= from && time < to
                && logged.Message.Contains(pattern, StringComparison.Ordinal)), withStream: true),
        };
    }

    private LogGroup Group(AwsCall call, string action)
    {
        var request = call.Json();
        var name = (string?)request["logGroupName"] ?? ((string?)request["logGroupIdentifier"])?.Split(":log-group:")[^1] ?? "";
        call.Require(action, Arns.Of("logs", call.Region, $"log-group:{name}"));
        return logs.Find(call.Region, name)
            ?? throw new AwsException(400, "ResourceNotFoundException", "The specified log group does not exist.");
    }

    private static JsonArray Render(IEnumerable<LogEvent> events, bool withStream)
    {
        var rendered = new JsonArray();
        var number = 0;
        foreach (var logged in events)
        {
            var time = logged.Time.ToUnixTimeMilliseconds();
            var entry = new JsonObject { ["timestamp"] = time, ["message"] = logged.Message, ["ingestionTime"] = time };
            if (withStream)
            {
                entry["logStreamName"] = logged.Stream;
                entry["eventId"] = (++number).ToString(CultureInfo.InvariantCulture);
            }
            rendered.Add(entry);
        }
        return rendered;
    }
}
