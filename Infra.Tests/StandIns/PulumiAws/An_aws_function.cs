using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.StandIns.PulumiAws;

[Collection("pulumi")]
public sealed class An_aws_function
{
    private static readonly TestOptions NotPreview = new() { IsPreview = false };

    [Fact]
    public async Task is_called_by_its_token_and_gives_a_typed_result()
    {
        var mocks = new RecordingMocks(new Dictionary<string, object> { ["accountId"] = "123456789012", ["arn"] = "arn:me", ["id"] = "i", ["userId"] = "u" });
        var account = "";

        await Deployment.TestAsync(mocks, NotPreview, async () => account = (await Pulumi.Aws.GetCallerIdentity.InvokeAsync()).AccountId);

        Assert.Equal("aws:index/getCallerIdentity:getCallerIdentity", mocks.Call.Token);
        Assert.Equal("123456789012", account);
    }

    [Fact]
    public async Task takes_outputs_as_arguments()
    {
        var mocks = new RecordingMocks(new Dictionary<string, object> { ["endpointAddress"] = "x.iot", ["id"] = "i", ["region"] = "eu-west-1" }.ToImmutableDictionary());
        var address = "";

        await Deployment.TestAsync(mocks, NotPreview, async () =>
        {
            var endpoint = Pulumi.Aws.Iot.GetEndpoint.Invoke(new Pulumi.Aws.Iot.GetEndpointInvokeArgs { EndpointType = Output.Create("iot:Data-ATS") });
            address = await Values.Of(endpoint.Apply(result => result.EndpointAddress));
        });

        Assert.Equal("aws:iot/getEndpoint:getEndpoint", mocks.Call.Token);
        Assert.Equal("iot:Data-ATS", mocks.Call.Args["endpointType"]);
        Assert.Equal("x.iot", address);
    }
}
