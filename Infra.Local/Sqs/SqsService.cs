using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Cloud;

namespace Infra.Local.Sqs;

/// <summary>SQS for who looks after a queue of failed events: finds it, reads it, deletes from it. Only the cloud's own services send.</summary>
internal sealed class SqsService(Queues queues, TimeProvider clock) : IAwsService
{
    private const int MostMessages = 10;
    private const int LongestWaitSeconds = 20;
    private const int DefaultVisibilitySeconds = 30;
    private const int LongestVisibilitySeconds = 12 * 60 * 60;

    private static readonly TimeSpan pollPause = TimeSpan.FromMilliseconds(50);

    public string SigningName => "sqs";

    public AwsProtocol Protocol => AwsProtocol.Json10;

    public string ErrorNamespace => "com.amazonaws.sqs#";

    public async Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var request = call.Json();
        return AwsReply.Json10(call.Operation switch
        {
            "ListQueues" => List(call, request),
            "GetQueueUrl" => new() { ["QueueUrl"] = QueueAt(call, UrlOf(call.Region, Text(request, "QueueName"))).Url },
            "GetQueueAttributes" => Attributes(Queue(call, request), request),
            "ReceiveMessage" => await ReceiveAsync(Queue(call, request), request, cancellationToken),
            "DeleteMessage" => Delete(Queue(call, request), request),
            var other => throw new AwsException(400, "UnknownOperationException", $"sqs has no operation '{other}' here"),
        });
    }

    private JsonObject List(AwsCall call, JsonObject request)
    {
        call.Require("sqs:ListQueues", Arns.Of("sqs", call.Region, "*"));
        var prefix = UrlOf(call.Region, (string?)request["QueueNamePrefix"] ?? "");
        return new() { ["QueueUrls"] = new JsonArray([.. queues.All.Where(queue => queue.Url.StartsWith(prefix, StringComparison.Ordinal)).Select(queue => (JsonNode)queue.Url)]) };
    }

    private static JsonObject Attributes(LocalQueue queue, JsonObject request)
    {
        var (visible, inFlight) = queue.Count();
        var all = new Dictionary<string, string>
        {
            ["ApproximateNumberOfMessages"] = Text(visible),
            ["ApproximateNumberOfMessagesNotVisible"] = Text(inFlight),
            ["CreatedTimestamp"] = Text(queue.CreatedAt.ToUnixTimeSeconds()),
            ["MessageRetentionPeriod"] = Text((long)queue.Retention.TotalSeconds),
            ["QueueArn"] = queue.Arn,
            ["VisibilityTimeout"] = Text(DefaultVisibilitySeconds),
        };
        var told = new JsonObject();
        foreach (var name in Names(request, "AttributeNames").SelectMany(name => name == "All" ? all.Keys : (IEnumerable<string>)[name]).Distinct())
        {
            told[name] = all.GetValueOrDefault(name) ?? throw new AwsException(400, "InvalidAttributeName", $"Unknown Attribute {name}.");
        }
        return new() { ["Attributes"] = told };
    }

    private async Task<JsonObject> ReceiveAsync(LocalQueue queue, JsonObject request, CancellationToken cancellationToken)
    {
        var most = Number(request, "MaxNumberOfMessages", 1, 1, MostMessages);
        var visibility = TimeSpan.FromSeconds(Number(request, "VisibilityTimeout", DefaultVisibilitySeconds, 0, LongestVisibilitySeconds));
        var until = clock.GetUtcNow().AddSeconds(Number(request, "WaitTimeSeconds", 0, 0, LongestWaitSeconds));
        var received = queue.Receive(most, visibility);
        while (received.IsEmpty && clock.GetUtcNow() < until)
        {
            await Task.Delay(pollPause, clock, cancellationToken);
            received = queue.Receive(most, visibility);
        }
        // AWS leaves the member out when there is nothing.
        return received.IsEmpty ? [] : new() { ["Messages"] = new JsonArray([.. received.Select(message => Render(message, request))]) };
    }

    private static JsonObject Delete(LocalQueue queue, JsonObject request)
    {
        var handle = Text(request, "ReceiptHandle");
        return queue.Delete(handle) ? [] : throw new AwsException(400, "ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");
    }

    private static JsonObject Render(ReceivedMessage message, JsonObject request)
    {
        var rendered = new JsonObject
        {
            ["MessageId"] = message.Id,
            ["ReceiptHandle"] = message.ReceiptHandle,
            ["Body"] = message.Body,
            ["MD5OfBody"] = MessageDigests.OfBody(message.Body),
        };
        string[] system = [.. Names(request, "AttributeNames"), .. Names(request, "MessageSystemAttributeNames")];
        var facts = new JsonObject();
        foreach (var (name, value) in (ReadOnlySpan<(string, long)>)
        [
            ("SentTimestamp", message.SentAt.ToUnixTimeMilliseconds()),
            ("ApproximateFirstReceiveTimestamp", message.FirstReceivedAt.ToUnixTimeMilliseconds()),
            ("ApproximateReceiveCount", message.ReceiveCount),
        ])
        {
            if (system.Contains("All") || system.Contains(name)) { facts[name] = Text(value); }
        }
        if (facts.Count > 0) { rendered["Attributes"] = facts; }
        var wanted = Names(request, "MessageAttributeNames").ToList();
        var attributes = message.Attributes.Where(attribute => wanted.Any(name => Matches(name, attribute.Key))).ToList();
        if (attributes.Count > 0)
        {
            rendered["MD5OfMessageAttributes"] = MessageDigests.OfAttributes(attributes);
            rendered["MessageAttributes"] = new JsonObject(attributes.Select(attribute => KeyValuePair.Create(
                attribute.Key, (JsonNode?)new JsonObject { ["DataType"] = attribute.Value.Type, ["StringValue"] = attribute.Value.Value })));
        }
        return rendered;
    }

    // All, .*, a name, or the beginning of one.
    private static bool Matches(string wanted, string name) =>
        wanted is "All" || wanted == name || (wanted.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(wanted[..^2], StringComparison.Ordinal));

    private LocalQueue Queue(AwsCall call, JsonObject request) => QueueAt(call, Text(request, "QueueUrl"));

    /// <summary>The queue that the call is about, once the caller may do what the call is named after.</summary>
    private LocalQueue QueueAt(AwsCall call, string url)
    {
        call.Require($"sqs:{call.Operation}", Arns.Of("sqs", call.Region, url[(url.LastIndexOf('/') + 1)..]));
        return queues.All.FirstOrDefault(queue => queue.Url == url && url.StartsWith(UrlOf(call.Region, ""), StringComparison.Ordinal))
            ?? throw new AwsException(400, "QueueDoesNotExist", "The specified queue does not exist.");
    }

    private static string UrlOf(string region, string name) => $"https://sqs.{region}.amazonaws.com/{Arns.Account}/{name}";

    private static IEnumerable<string> Names(JsonObject request, string member) => (request[member] as JsonArray ?? []).Select(name => (string?)name ?? "");

    private static int Number(JsonObject request, string member, int otherwise, int least, int most) => (int?)request[member] is not { } value
        ? otherwise
        : value >= least && value <= most
            ? value
            : throw new AwsException(400, "InvalidParameterValue", $"Value {value} for parameter {member} is invalid. Reason: Must be between {least} and {most}, if provided.");

    private static string Text(JsonObject request, string member) => (string?)request[member]
        ?? throw new AwsException(400, "MissingParameter", $"The request must contain the parameter {member}.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
