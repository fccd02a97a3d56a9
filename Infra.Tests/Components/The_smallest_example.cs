using Infra.Components;
using Infra.Identity;
using Pulumi;

namespace Infra.Tests.Components;

/// <summary>The example of Infra.Components/README.md, word for word.</summary>
[Collection("pulumi")]
public sealed class The_smallest_example
{
    [Fact]
    public async Task deploys_an_api_over_aws_iot_core()
    {
        Output<string>? url = null;
        var recorder = await Deployed.By(() => url = Program("mock-ats.iot.us-east-1.amazonaws.com"));

        Assert.Equal("https://mock.execute-api.us-east-1.amazonaws.com/live", await Pulumi.Utilities.OutputUtilities.GetValueAsync(url!));
        Assert.Equal(["authorizer", "issuer-iot-core"], recorder.All("aws:lambda/function:Function").Select(function => function.Name));
    }

    private static Output<string> Program(Input<string> iotEndpoint)
    {
        var names = new ResourceNames(SkuName.Parse("widgiot"), "us-east-1");
        var functions = new FunctionDefaults { Names = names, CodePath = "../artifacts/functions.zip" };

        var registry = new DeviceRegistry("devices", new() { Names = names });
        var ledger = new IssuanceLedger("issuance", new() { Names = names });
        var policy = new DevicePolicy("device", new() { Names = names });
        var api = new ProvisioningApi("api", new()
        {
            Names = names,
            Authorizer = ProvisioningFunctions.Authorizer(functions, registry),
            IssuerIotCore = ProvisioningFunctions.IssuerIotCore(functions, ledger, policy, iotEndpoint),
        });
        return api.Url;
    }
}
