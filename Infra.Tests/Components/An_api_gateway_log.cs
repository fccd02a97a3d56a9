using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class An_api_gateway_log
{
    private const string AccountType = "aws:apigateway/account:Account";
    private const string AttachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

    [Fact]
    public async Task with_required_arguments_only_is_written_by_api_gateway_with_awss_own_policy()
    {
        var recorder = await Deployed.By(() => _ = new ApiGatewayLogging("api-logs", new() { Names = Deployed.Names }));

        var role = recorder.Single("aws:iam/role:Role");
        Assert.Equal("widgiot-us-east-1-api-logs", role.Text("name"));
        Assert.Contains("\"apigateway.amazonaws.com\"", role.Text("assumeRolePolicy"), StringComparison.Ordinal);
        Assert.Empty(recorder.All(RolePolicies.Type));
        var attachment = recorder.Single(AttachmentType);
        Assert.Equal((role.Text("name"), "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"), (attachment.Text("role"), attachment.Text("policyArn")));
        var account = recorder.Single(AccountType);
        Assert.Equal(("us-east-1", "arn:aws:iam::123456789012:role/widgiot-us-east-1-api-logs"), (account.Text("region"), account.Text("cloudwatchRoleArn")));
    }

    [Fact]
    public async Task has_its_policy_before_api_gateway_is_told_of_the_role_and_checks_it()
    {
        var recorder = await Deployed.By(() => _ = new ApiGatewayLogging("api-logs", new() { Names = Deployed.Names }));

        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf(AttachmentType), 0, order.IndexOf(AccountType) - 1);
    }

    [Fact]
    public async Task with_every_argument_is_tagged()
    {
        var recorder = await Deployed.By(() => _ = new ApiGatewayLogging("api-logs", new() { Names = Deployed.Names, Tags = { { "team", "fleet" } } }));

        Assert.Equal("fleet", recorder.Single("aws:iam/role:Role").Map("tags")["team"]);
    }
}
