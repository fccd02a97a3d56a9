using System.Collections.Immutable;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.Interpretation;
using Infra.Local.Logs;
using Pulumi;
using Pulumi.Aws.Sqs;
using Pulumi.Testing;
using LogGroup = Pulumi.Aws.CloudWatch.LogGroup;

namespace Infra.Tests.Local.Interpretation;

[Collection("pulumi")]
public sealed class An_interpreter
{
    private readonly LogStore logs = new();
    private readonly Interpreter interpreter;

    public An_interpreter() =>
        interpreter = new("us-east-1", [new LogGroupMaker(logs), new IamMaker(new())], [new AccountFacts()], CancellationToken.None);

    [Fact]
    public async Task makes_what_the_program_registers_where_it_says_and_returns_what_the_provider_would()
    {
        string? arn = null;
        await RunAsync(() =>
        {
            new LogGroup("here", new() { Name = "one", RetentionInDays = 30 }).Arn.Apply(value => arn = value);
            _ = new LogGroup("there", new() { Name = "two", Region = "eu-west-1" });
        });

        Assert.Equal("arn:aws:logs:us-east-1:123456789012:log-group:one", arn);
        Assert.Equal(30, logs.Find("us-east-1", "one")!.RetentionDays);
        Assert.NotNull(logs.Find("eu-west-1", "two"));
        Assert.Equal([("here", "us-east-1"), ("there", "eu-west-1")],
            interpreter.Resources.Select(resource => (resource.Name, resource.Region)).Order());
    }

    [Fact]
    public async Task answers_where_the_program_runs()
    {
        string? facts = null;
        await RunAsync(() => Output.Tuple(Pulumi.Aws.GetCallerIdentity.Invoke(), Pulumi.Aws.GetRegion.Invoke())
            .Apply(both => facts = $"{both.Item1.AccountId} {both.Item2.Region}"));
        Assert.Equal("123456789012 us-east-1", facts);
    }

    [Fact]
    public async Task lets_components_pass()
    {
        await RunAsync(() =>
        {
            var group = new ComponentResource("infra-components:index:Group", "group");
            _ = new LogGroup("child", new() { Name = "one" }, new() { Parent = group });
        });
        Assert.Equal("child", Assert.Single(interpreter.Resources).Name);
    }

    [Fact]
    public async Task refuses_a_resource_that_nobody_makes()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(() => _ = new Queue("queue")));
        Assert.Contains("no resource 'aws:sqs/queue:Queue'; it has aws:cloudwatch/logGroup:LogGroup", interpreter.FirstFault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task names_the_resource_that_could_not_be_made()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(() => _ = new Pulumi.Aws.Iam.Role("broken", new() { AssumeRolePolicy = "{}" })));
        Assert.StartsWith("creating aws:iam/role:Role 'broken' in us-east-1 failed: a policy's Version", interpreter.FirstFault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task keeps_the_stacks_outputs()
    {
        await Deployment.TestWithServiceProviderAsync<Outputs>(interpreter, new Provider(), new() { IsPreview = false });
        Assert.Equal(ImmutableDictionary<string, string>.Empty.Add("groupArn", "arn:aws:logs:us-east-1:123456789012:log-group:one"), interpreter.StackOutputs);
    }

    private async Task RunAsync(Action program) => await Deployment.TestAsync(interpreter, new TestOptions { IsPreview = false }, program);

    private sealed class Outputs : Stack
    {
        public Outputs()
        {
            GroupArn = new LogGroup("one", new() { Name = "one" }).Arn;
            Nothing = Output.Create((string?)null);
        }

        [Output("groupArn")] public Output<string> GroupArn { get; private set; }

        [Output("nothing")] public Output<string?> Nothing { get; private set; }
    }

    private sealed class Provider : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(Outputs) ? new Outputs() : null;
    }
}
