using Infra.Components;

namespace Infra.Tests.Components;

/// <summary>All its arguments are required.</summary>
[Collection("pulumi")]
public sealed class A_pre_provisioning_hook
{
    [Fact]
    public async Task with_its_arguments_is_called_by_aws_iot_for_the_fleet_template_of_this_account_alone()
    {
        var recorder = await Deployed.By(() =>
        {
            var function = ProvisioningFunctions.PreProvisioningHook(Deployed.Functions, new("devices", new() { Names = Deployed.Names }));
            _ = new PreProvisioningHook("hook", new() { Names = Deployed.Names, Function = function });
        });

        var permission = recorder.Single("aws:lambda/permission:Permission");
        Assert.Equal(("lambda:InvokeFunction", "iot.amazonaws.com", "us-east-1"), (permission.Text("action"), permission.Text("principal"), permission.Text("region")));
        Assert.Equal(recorder.Single("aws:lambda/function:Function").Text("name"), permission.Text("function"));
        Assert.Equal("123456789012", permission.Text("sourceAccount"));
        Assert.Equal($"arn:aws:iot:us-east-1:123456789012:provisioningtemplate/{Deployed.Names.FleetTemplate}", permission.Text("sourceArn"));
    }
}
