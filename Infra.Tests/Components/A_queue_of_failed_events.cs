using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_queue_of_failed_events
{
    private const string QueueType = "aws:sqs/queue:Queue";

    [Fact]
    public async Task with_required_arguments_only_keeps_them_encrypted_for_two_weeks()
    {
        var queue = (await Deployed.By(() => _ = new FailedEvents("failed-events", new() { Names = Deployed.Names }))).Single(QueueType);

        Assert.Equal(("widgiot-failed-events", "us-east-1"), (queue.Text("name"), queue.Text("region")));
        Assert.Equal(14 * 86_400, queue.Number("messageRetentionSeconds"));
        Assert.True(queue.Flag("sqsManagedSseEnabled"));
    }

    [Fact]
    public async Task with_every_argument_keeps_them_as_long_as_asked_and_is_tagged()
    {
        var queue = (await Deployed.By(() => _ = new FailedEvents("failed-events", new() { Names = Deployed.Names, RetentionDays = 1, Tags = { { "team", "factory" } } }))).Single(QueueType);

        Assert.Equal(86_400, queue.Number("messageRetentionSeconds"));
        Assert.Equal("factory", queue.Map("tags")["team"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public async Task refuses_a_time_that_sqs_does_not_keep(int days)
    {
        var refusal = await Deployed.RefusalOf(() => _ = new FailedEvents("failed-events", new() { Names = Deployed.Names, RetentionDays = days }));

        Assert.Contains($"cannot be kept {days} days; SQS allows up to 14", refusal, StringComparison.Ordinal);
    }
}
