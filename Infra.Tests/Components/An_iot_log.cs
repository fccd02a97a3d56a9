using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class An_iot_log
{
    private const string OptionsType = "aws:iot/loggingOptions:LoggingOptions";
    private const string LogType = "aws:cloudwatch/logGroup:LogGroup";

    [Fact]
    public async Task with_required_arguments_only_has_warnings_for_a_month_written_by_aws_iot_alone()
    {
        var recorder = await Deployed.By(() => _ = new IotLogging("iot-logs", new() { Names = Deployed.Names }));

        Assert.Equal("WARN", recorder.Single(OptionsType).Text("defaultLogLevel"));
        Assert.False(recorder.Single(OptionsType).Flag("disableAllLogs"));
        Assert.Equal(("AWSIotLogsV2", 30d), (recorder.Single(LogType).Text("name"), recorder.Single(LogType).Number("retentionInDays")));
        var statement = Assert.Single(RolePolicies.OfRole(recorder, "widgiot-us-east-1-iot-logs"));
        Assert.Equal(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], RolePolicies.Texts(statement["Action"]));
        Assert.All(RolePolicies.Texts(statement["Resource"]), arn => Assert.StartsWith("arn:aws:logs:us-east-1:123456789012:log-group:AWSIotLogsV2", arn, StringComparison.Ordinal));
        Assert.Contains("\"aws:SourceAccount\":\"123456789012\"", recorder.Single("aws:iam/role:Role").Text("assumeRolePolicy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task stands_with_its_policy_before_aws_iot_is_told_of_it()
    {
        var recorder = await Deployed.By(() => _ = new IotLogging("iot-logs", new() { Names = Deployed.Names }));

        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf(LogType), 0, order.IndexOf(OptionsType) - 1);
        Assert.InRange(order.IndexOf(RolePolicies.Type), 0, order.IndexOf(OptionsType) - 1);
    }

    [Fact]
    public async Task with_every_argument_is_encrypted_kept_as_long_as_asked_and_tagged()
    {
        var recorder = await Deployed.By(() => _ = new IotLogging("iot-logs", new()
        {
            Names = Deployed.Names,
            Level = "DISABLED",
            LogRetentionDays = 7,
            LogKmsKeyArn = "key",
            Tags = { { "team", "fleet" } },
        }));

        Assert.True(recorder.Single(OptionsType).Flag("disableAllLogs"));
        Assert.Equal(("key", 7d), (recorder.Single(LogType).Text("kmsKeyId"), recorder.Single(LogType).Number("retentionInDays")));
        Assert.Equal("fleet", recorder.Single(LogType).Map("tags")["team"]);
    }

    [Fact]
    public async Task refuses_a_level_that_aws_iot_does_not_know()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new IotLogging("iot-logs", new() { Names = Deployed.Names, Level = "TRACE" }));

        Assert.Contains("'TRACE' is no log level of AWS IoT; choose one of DEBUG, INFO, WARN, ERROR, DISABLED", refusal, StringComparison.Ordinal);
    }
}
