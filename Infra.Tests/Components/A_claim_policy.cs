using Infra.Components;
using Infra.Tests.Golden;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_claim_policy
{
    private const string PolicyType = "aws:iot/policy:Policy";

    [Fact]
    public async Task with_required_arguments_only_lets_a_claim_send_a_csr_and_run_the_template()
    {
        // The seed's claim could not connect (a thing variable), not subscribe (on topic/), and had its key made in the cloud (XB-03, XB-04, XB-14).
        var recorder = await Deployed.By(() => _ = new ClaimPolicy("claim", new() { Names = Deployed.Names }));

        GoldenFile.Matches("Infra.Tests/Golden/components/iot-claim.json", PolicyFiles.Of(recorder)["iot-claim.json"]);
        Assert.DoesNotContain("/create/", recorder.Single(PolicyType).Text("policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("${iot:Connection.Thing", recorder.Single(PolicyType).Text("policy"), StringComparison.Ordinal);
    }

    // XB-15: the seed's diagram says created/, AWS IoT create/.
    [Fact]
    public async Task with_every_argument_lets_a_claim_have_its_key_made_and_write_both_formats()
    {
        var recorder = await Deployed.By(() => _ = new ClaimPolicy("claim", new()
        {
            Names = Deployed.Names,
            ClientIdPrefix = "claim-",
            Formats = ["json", "cbor"],
            KeysFromAws = true,
            Tags = { { "team", "factory" } },
        }));

        GoldenFile.Matches("Infra.Tests/Golden/components/iot-claim-every-argument.json", PolicyFiles.Of(recorder)["iot-claim.json"]);
        Assert.Equal("factory", recorder.Single(PolicyType).Map("tags")["team"]);
    }

    [Theory]
    [InlineData("xml", "'xml'")]
    [InlineData("", "''")]
    public async Task refuses_formats_that_aws_iot_does_not_read(string format, string shown)
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ClaimPolicy("claim", new() { Names = Deployed.Names, Formats = format.Length == 0 ? [] : [format] }));

        Assert.Contains($"payloads as {shown}; choose from json, cbor", refusal, StringComparison.Ordinal);
    }
}

[Collection("pulumi")]
public sealed class A_shadow_only_policy
{
    [Fact]
    public async Task with_required_arguments_only_lets_a_device_use_its_own_shadow_and_nothing_else()
    {
        var recorder = await Deployed.By(() => _ = new ShadowOnlyPolicy("shadow-only", new() { Names = Deployed.Names }));

        GoldenFile.Matches("Infra.Tests/Golden/components/iot-shadow-only.json", PolicyFiles.Of(recorder)["iot-shadow-only.json"]);
        Assert.Equal("widgiot-shadow-only", recorder.Single("aws:iot/policy:Policy").Text("name"));
    }

    [Fact]
    public async Task with_every_argument_is_tagged()
    {
        var recorder = await Deployed.By(() => _ = new ShadowOnlyPolicy("shadow-only", new() { Names = Deployed.Names, Tags = { { "team", "factory" } } }));

        Assert.Equal("factory", recorder.Single("aws:iot/policy:Policy").Map("tags")["team"]);
    }
}
