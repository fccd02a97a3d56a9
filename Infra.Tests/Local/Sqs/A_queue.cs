using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Identity.Aws;
using Infra.Local.Sqs;

namespace Infra.Tests.Local.Sqs;

/// <summary>Over the wire, as AWS CLI and SDKs speak with SQS: JSON 1.0, signed.</summary>
public sealed class A_queue : IAsyncLifetime, IDisposable
{
    private readonly ManualClock clock = new();
    private readonly Queues queues;
    private readonly LocalFront local;
    private readonly HttpClient http = new();
    private LocalQueue queue = null!;

    public A_queue()
    {
        queues = new(clock);
        local = new(new SqsService(queues, clock));
    }

    public async Task InitializeAsync()
    {
        await local.StartAsync();
        var made = await new SqsMaker(queues).AsAsync("aws:sqs/queue:Queue", "failed", ("name", "widgiot-failed-events"), ("messageRetentionSeconds", 3600d));
        queue = queues.Find(made.Id)!;
    }

    [Fact]
    public async Task is_found_by_its_name_and_read_until_it_is_empty()
    {
        queue.Send("one");
        queue.Send("two");

        var url = (string?)(await AskAsync("GetQueueUrl", """{"QueueName":"widgiot-failed-events"}"""))["QueueUrl"];
        Assert.Equal([url], (await AskAsync("ListQueues", """{"QueueNamePrefix":"widgiot"}"""))["QueueUrls"]!.AsArray().Select(found => (string?)found));
        Assert.Equal(("2", "0"), await CountAsync());

        var first = Assert.Single(await ReceiveAsync());
        Assert.Equal(("one", "1", "1"), ((string?)first["Body"], (await CountAsync()).Visible, (await CountAsync()).InFlight));
        await AskAsync("DeleteMessage", Queue($"""
            ,"ReceiptHandle":"{first["ReceiptHandle"]}"
            """));
        var second = Assert.Single(await ReceiveAsync(""","MaxNumberOfMessages":10"""));
        Assert.Equal("two", (string?)second["Body"]);
        Assert.Empty(await ReceiveAsync());
        Assert.Equal(("0", "1"), await CountAsync());
    }

    [Fact]
    public async Task hands_a_message_out_again_after_its_visibility_timeout_and_takes_the_latest_receipt_only()
    {
        var sent = clock.GetUtcNow();
        queue.Send("one");
        var first = Assert.Single(await ReceiveAsync(""","VisibilityTimeout":60"""));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(await ReceiveAsync());
        clock.Advance(TimeSpan.FromSeconds(1));

        var again = Assert.Single(await ReceiveAsync(""","AttributeNames":["All"]"""));
        Assert.Equal((string?)first["MessageId"], (string?)again["MessageId"]);
        Assert.Equal("2", (string?)again["Attributes"]!["ApproximateReceiveCount"]);
        Assert.Equal($"{sent.ToUnixTimeMilliseconds()}", (string?)again["Attributes"]!["SentTimestamp"]);
        foreach (var (message, left) in new[] { (first, 1), (again, 0) })
        {
            await AskAsync("DeleteMessage", Queue($"""
                ,"ReceiptHandle":"{message["ReceiptHandle"]}"
                """));
            Assert.Equal(left, queue.Messages.Length);
        }
    }

    [Fact]
    public async Task tells_what_the_sender_said_beside_the_body_with_the_digests_that_sdks_check()
    {
        queue.Send("This is a test message", Attributes(("RequestID", "String", "1"), ("ErrorCode", "Number", "200"), ("ErrorMessage", "String", "no such device")));

        var message = Assert.Single(await ReceiveAsync(""","VisibilityTimeout":0,"MessageAttributeNames":["All"]"""));
        var less = Assert.Single(await ReceiveAsync(""","MessageAttributeNames":["Error.*"]"""));

        Assert.Equal("fafb00f5732ab283681e124bf8747ed1", (string?)message["MD5OfBody"]);
        Assert.Equal("5c6040a13a38b717b08a613600131d56", (string?)message["MD5OfMessageAttributes"]);
        Assert.Equal(("Number", "200"), ((string?)message["MessageAttributes"]!["ErrorCode"]!["DataType"], (string?)message["MessageAttributes"]!["ErrorCode"]!["StringValue"]));
        Assert.Equal(["ErrorCode", "ErrorMessage"], less["MessageAttributes"]!.AsObject().Select(attribute => attribute.Key));
    }

    [Fact]
    public async Task keeps_a_message_for_as_long_as_the_program_says()
    {
        queue.Send("one");
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(("1", "0"), await CountAsync());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(("0", "0"), await CountAsync());
        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task lets_a_receiver_wait_for_a_message()
    {
        var patient = new Queues(TimeProvider.System);
        await using var front = new LocalFront(new SqsService(patient, TimeProvider.System));
        await front.StartAsync();
        var awaited = patient.Add("awaited", "us-east-1");

        var receiving = AskAsync("ReceiveMessage", $$"""{"QueueUrl":"{{awaited.Url}}","WaitTimeSeconds":20}""", front);
        awaited.Send("at last");

        Assert.Equal("at last", (string?)(await receiving)["Messages"]![0]!["Body"]);
    }

    [Theory]
    [InlineData("ReceiveMessage", ""","MaxNumberOfMessages":11""", "com.amazonaws.sqs#InvalidParameterValue")]
    [InlineData("ReceiveMessage", ""","WaitTimeSeconds":21""", "com.amazonaws.sqs#InvalidParameterValue")]
    [InlineData("DeleteMessage", ""","ReceiptHandle":"anything" """, "com.amazonaws.sqs#ReceiptHandleIsInvalid")]
    [InlineData("DeleteMessage", "", "com.amazonaws.sqs#MissingParameter")]
    [InlineData("GetQueueAttributes", ""","AttributeNames":["Colour"]""", "com.amazonaws.sqs#InvalidAttributeName")]
    [InlineData("SendMessage", ""","MessageBody":"x" """, "com.amazonaws.sqs#UnknownOperationException")]
    public async Task refuses_what_sqs_refuses(string operation, string more, string code) =>
        Assert.Equal(code, (string?)(await AskAsync(operation, Queue(more)))["__type"]);

    [Fact]
    public async Task is_not_there_under_another_name_or_in_another_region()
    {
        Assert.Equal("com.amazonaws.sqs#QueueDoesNotExist", (string?)(await AskAsync("GetQueueUrl", """{"QueueName":"other"}"""))["__type"]);
        Assert.Equal("com.amazonaws.sqs#QueueDoesNotExist", (string?)(await AskAsync("ReceiveMessage", Queue(""), region: "eu-west-1"))["__type"]);
    }

    [Fact]
    public async Task is_read_only_by_who_may()
    {
        var reader = local.Role("reader", $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:ReceiveMessage","Resource":"{{{queue.Arn}}}"}}""").GetCredentials();
        var credentials = new SigningCredentials(reader.AccessKey, reader.SecretKey, reader.Token);
        queue.Send("one");

        Assert.Single((await AskAsync("ReceiveMessage", Queue(""), credentials: credentials))["Messages"]!.AsArray());
        Assert.Equal("com.amazonaws.sqs#AccessDeniedException", (string?)(await AskAsync("GetQueueAttributes", Queue(""), credentials: credentials))["__type"]);
    }

    public async Task DisposeAsync() => await local.DisposeAsync();

    public void Dispose() => http.Dispose();

    private static ImmutableSortedDictionary<string, MessageAttribute> Attributes(params (string Name, string Type, string Value)[] attributes) =>
        ImmutableSortedDictionary.CreateRange(attributes.Select(attribute => KeyValuePair.Create(attribute.Name, new MessageAttribute(attribute.Type, attribute.Value))));

    private string Queue(string more) => $$"""{"QueueUrl":"{{queue.Url}}"{{more}}}""";

    private async Task<JsonObject[]> ReceiveAsync(string more = "") => [.. ((await AskAsync("ReceiveMessage", Queue(more)))["Messages"] as JsonArray ?? []).OfType<JsonObject>()];

    private async Task<(string? Visible, string? InFlight)> CountAsync()
    {
        var attributes = (await AskAsync("GetQueueAttributes", Queue(""","AttributeNames":["All"]""")))["Attributes"]!;
        Assert.Equal((queue.Arn, "3600"), ((string?)attributes["QueueArn"], (string?)attributes["MessageRetentionPeriod"]));
        return ((string?)attributes["ApproximateNumberOfMessages"], (string?)attributes["ApproximateNumberOfMessagesNotVisible"]);
    }

    private async Task<JsonNode> AskAsync(string operation, string body, LocalFront? front = null, string region = "us-east-1", SigningCredentials? credentials = null)
    {
        front ??= local;
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, front.Front.Address) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");
        SignatureV4.Sign(request, bytes, credentials ?? new(front.Iam.Operator.AccessKeyId, front.Iam.Operator.SecretAccessKey, null), region, "sqs", DateTimeOffset.UtcNow);
        using var answer = await http.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
