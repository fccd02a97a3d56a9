using Infra.Local.Interpretation;

namespace Infra.Tests.Local.Interpretation;

public sealed class A_resource_that_only_watches
{
    private readonly RecordedOnly maker = new();

    [Theory]
    [InlineData("aws:cloudwatch/metricAlarm:MetricAlarm", "name", "widgiot-refusals", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:widgiot-refusals")]
    [InlineData("aws:cloudwatch/dashboard:Dashboard", "dashboardName", "widgiot", "arn:aws:cloudwatch:us-east-1:123456789012:dashboard/widgiot")]
    public async Task has_the_name_and_the_arn_that_aws_would_give_it(string type, string property, string name, string arn)
    {
        Assert.Contains(type, maker.Types);
        var made = await maker.AsAsync(type, "watcher", (property, name));

        Assert.Equal(name, made.Id);
        Assert.Equal(name, made.Outputs[property]);
        Assert.Equal(arn, made.Outputs["arn"]);
    }

    [Theory]
    [InlineData("aws:cloudwatch/metricAlarm:MetricAlarm", "name")]
    [InlineData("aws:cloudwatch/dashboard:Dashboard", "dashboardName")]
    public async Task is_called_after_itself_when_the_program_leaves_the_name_to_pulumi(string type, string property)
    {
        var made = await maker.AsAsync(type, "watcher");

        Assert.StartsWith("watcher", made.Id, StringComparison.Ordinal);
        Assert.Equal(made.Id, made.Outputs[property]);
    }

    [Fact]
    public async Task follows_a_change_of_its_name()
    {
        var before = new MadeResource(maker.Types.First(), "watcher", "us-east-1", "old", Make.Map(("name", "old")));
        var changed = await maker.ChangeAsync(before, new(maker.Types.First(), "watcher", "us-east-1", Make.Map(("name", "new"))), CancellationToken.None);

        Assert.Equal("new", changed.Id);
        await maker.RemoveAsync(before, CancellationToken.None);
    }
}
