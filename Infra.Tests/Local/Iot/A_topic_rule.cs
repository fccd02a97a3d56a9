using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Iot;
using Infra.Local.Iot.Making;
using Infra.Local.Sqs;

namespace Infra.Tests.Local.Iot;

public sealed class A_topic_rule : IEventInvoker
{
    private const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:activator";
    private const string Topic = "$aws/events/certificates/registered/";

    private static readonly string Ours = new('a', 64);
    private static readonly string Others = new('b', 64);

    private readonly DeployedIam iam = new();
    private readonly Queues queues = new(TimeProvider.System);
    private readonly List<(string Function, string Service, string Source, string Message)> handedOver = [];
    private string? refusal;

    [Fact]
    public async Task tells_a_function_of_what_it_listens_to_on_its_own_behalf()
    {
        var region = await WithRuleAsync($"SELECT * FROM '{Topic}{Ours}'");

        region.Report(Happened(Ours));
        region.Report(Happened(Others));

        Assert.Equal([(Function, "iot.amazonaws.com", "arn:aws:iot:eu-west-1:123456789012:rule/registered", $$"""{"caCertificateId":"{{Ours}}"}""")], handedOver);
    }

    [Theory]
    [InlineData("$aws/events/certificates/registered/#", 2)]
    [InlineData("$aws/events/certificates/registered/+", 2)]
    [InlineData("$aws/events/certificates/+/other", 0)]
    public async Task hears_what_its_filter_covers(string filter, int heard)
    {
        var region = await WithRuleAsync($"SELECT * FROM '{filter}'");

        region.Report(Happened(Ours));
        region.Report(Happened(Others));

        Assert.Equal(heard, handedOver.Count);
    }

    [Fact]
    public async Task that_is_not_enabled_hears_nothing()
    {
        var region = await WithRuleAsync($"SELECT * FROM '{Topic}{Ours}'", enabled: false);

        region.Report(Happened(Ours));

        Assert.Empty(handedOver);
    }

    [Fact]
    public async Task keeps_what_the_function_could_not_be_told()
    {
        refusal = "Rate Exceeded.";
        var region = await WithRuleAsync($"SELECT * FROM '{Topic}{Ours}'");

        region.Report(Happened(Ours));

        var kept = JsonNode.Parse(Assert.Single(queues.Find(Queue)!.Messages))!;
        Assert.Equal(("registered", Topic + Ours), ((string?)kept["ruleName"], (string?)kept["topic"]));
        Assert.Equal($$"""{"caCertificateId":"{{Ours}}"}""", Encoding.UTF8.GetString(Convert.FromBase64String((string)kept["base64OriginalPayload"]!)));
        Assert.Equal((Function, "Rate Exceeded."), ((string?)kept["failures"]![0]!["failedResource"], (string?)kept["failures"]![0]!["errorMessage"]));
    }

    [Theory]
    [InlineData("lambda.amazonaws.com", "sqs:SendMessage")]
    [InlineData("iot.amazonaws.com", "sqs:ReceiveMessage")]
    public async Task keeps_nothing_under_a_role_that_may_not(string trusted, string allowed)
    {
        refusal = "Rate Exceeded.";
        var region = await WithRuleAsync($"SELECT * FROM '{Topic}{Ours}'", trusted: trusted, allowed: allowed);

        region.Report(Happened(Ours));

        Assert.Empty(queues.Find(Queue)!.Messages);
    }

    [Theory]
    [InlineData("SELECT certificateId FROM '$aws/events/certificates/registered/#'")]
    [InlineData("SELECT * FROM '$aws/events/certificates/registered/#' WHERE certificateStatus = 'PENDING_ACTIVATION'")]
    [InlineData("SELECT * FROM 'widgiot/+/data'")]
    public async Task is_refused_where_it_would_mean_something_else_here_than_at_aws(string sql) =>
        Assert.Equal("SqlParseException", (await Assert.ThrowsAsync<AwsException>(() => WithRuleAsync(sql))).Code);

    Task<string?> IEventInvoker.HandOverAsync(string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (refusal is null) { handedOver.Add((functionArn, servicePrincipal, source["aws:SourceArn"].Single(), Encoding.UTF8.GetString(payload.Span))); }
        return Task.FromResult(refusal);
    }

    private const string Queue = "arn:aws:sqs:eu-west-1:123456789012:failed";

    private static IotEvent Happened(string caCertificateId) => new(DateTimeOffset.UnixEpoch, "eu-west-1", IotEventKinds.CertificateRegistered, "c1", "")
    {
        Topic = Topic + caCertificateId,
        Payload = new() { ["caCertificateId"] = caCertificateId },
    };

    private async Task<IotRegion> WithRuleAsync(string sql, bool enabled = true, string trusted = "iot.amazonaws.com", string allowed = "sqs:SendMessage")
    {
        var core = new IotCore(iam, TimeProvider.System, events: this, queues: queues);
        var queue = queues.Add("failed", "eu-west-1");
        var role = iam.Add("keeper", "/", PolicyDocument.Parse(
            $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"{{{trusted}}}"},"Action":"sts:AssumeRole"}}"""));
        role.Policies["keep"] = PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{{allowed}}}","Resource":"{{{queue.Arn}}}"}}""");
        await new IotResourceMaker(core).MakeAsync(new("aws:iot/topicRule:TopicRule", "registered", "eu-west-1", Make.Map(
            ("name", "registered"), ("sql", sql), ("sqlVersion", "2016-03-23"), ("enabled", enabled),
            ("lambdas", ImmutableArray.Create<object>(Make.Map(("functionArn", Function)))),
            ("errorAction", Make.Map(("sqs", Make.Map(("queueUrl", queue.Url), ("roleArn", role.Arn), ("useBase64", false))))))), CancellationToken.None);
        return core.Region("eu-west-1");
    }
}
