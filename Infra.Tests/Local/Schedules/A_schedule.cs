using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Schedules;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Local.Schedules;

public sealed class A_schedule
{
    private const string Rule = "aws:cloudwatch/eventRule:EventRule";
    private const string Target = "aws:cloudwatch/eventTarget:EventTarget";

    private readonly Functions _functions = new();
    private readonly Infra.Local.Schedules.Schedules _schedules;
    private readonly SchedulesMaker _maker;

    public A_schedule()
    {
        _schedules = new(_functions, new TestClock());
        _maker = new(_schedules);
    }

    [Fact]
    public async Task calls_its_targets_as_eventbridge_does_in_its_own_region()
    {
        await MakeAsync(Rule, "nightly", "us-east-1", ("name", "nightly"), ("scheduleExpression", "rate(1 hour)"));
        await MakeAsync(Target, "one", "us-east-1", ("rule", "nightly"), ("targetId", "one"), ("arn", "arn:function:one"));
        await MakeAsync(Rule, "nightly", "eu-west-1", ("name", "nightly"), ("scheduleExpression", "rate(1 hour)"));

        var results = await _schedules.RunAsync("us-east-1", default);

        Assert.Single(results);
        var (arn, service, payload) = Assert.Single(_functions.Calls);
        Assert.Equal(("arn:function:one", "events.amazonaws.com"), (arn, service));
        Assert.Equal(("Scheduled Event", "us-east-1"), ((string?)payload["detail-type"], (string?)payload["region"]));
        Assert.Equal("arn:aws:events:us-east-1:123456789012:rule/nightly", (string?)payload["resources"]![0]);
        Assert.Empty(await _schedules.RunAsync("eu-west-1", default));
    }

    [Fact]
    public async Task says_when_it_may_not_call_its_target()
    {
        await MakeAsync(Rule, "nightly", "us-east-1", ("name", "nightly"), ("scheduleExpression", "rate(2 hours)"));
        await MakeAsync(Target, "one", "us-east-1", ("rule", "nightly"), ("targetId", "one"), ("arn", "arn:function:closed"));

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _schedules.RunAsync("us-east-1", default));

        Assert.Contains("may not call arn:function:closed", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate(15 minutes)", true)]
    [InlineData("rate(1 minute)", true)]
    [InlineData("rate(1 minutes)", false)]
    [InlineData("rate(2 hour)", false)]
    [InlineData("rate(0 days)", false)]
    [InlineData("every day", false)]
    [InlineData("cron(0 3 * * ? *)", true)]
    public async Task knows_what_eventbridge_takes_for_a_time(string expression, bool taken)
    {
        var making = MakeAsync(Rule, "nightly", "us-east-1", ("name", "nightly"), ("scheduleExpression", expression));

        if (taken) { await making; }
        else { Assert.Equal("ValidationException", (await Assert.ThrowsAsync<AwsException>(() => making)).Code); }
    }

    [Fact]
    public async Task refuses_what_eventbridge_would()
    {
        await MakeAsync(Rule, "nightly", "us-east-1", ("name", "nightly"), ("scheduleExpression", "rate(1 hour)"));

        await Assert.ThrowsAsync<AwsException>(() => MakeAsync(Rule, "again", "us-east-1", ("name", "nightly"), ("scheduleExpression", "rate(1 hour)")));
        await Assert.ThrowsAsync<AwsException>(() => MakeAsync(Target, "one", "us-east-1", ("rule", "daily"), ("targetId", "one"), ("arn", "arn")));
        await Assert.ThrowsAsync<AwsException>(() => MakeAsync(Rule, "pattern", "us-east-1", ("name", "pattern"), ("eventPattern", "{}")));
    }

    private async Task MakeAsync(string type, string name, string region, params (string, object)[] inputs) =>
        await _maker.MakeAsync(new(type, name, region, Make.Map(inputs)), default);

    private sealed class Functions : IFunctionInvoker
    {
        public List<(string Arn, string Service, JsonNode Payload)> Calls { get; } = [];

        public Task<FunctionResult?> InvokeAsync(
            string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            if (functionArn.EndsWith("closed", StringComparison.Ordinal)) { return Task.FromResult<FunctionResult?>(null); }
            Calls.Add((functionArn, servicePrincipal, JsonNode.Parse(payload.Span)!));
            return Task.FromResult<FunctionResult?>(new("{}"u8.ToArray(), null));
        }
    }
}
