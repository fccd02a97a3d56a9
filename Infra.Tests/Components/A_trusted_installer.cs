using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Tests.Golden;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_trusted_installer
{
    private const string SignIn = "arn:aws:iam::123456789012:role/installers";

    [Fact]
    public async Task with_required_arguments_only_gets_claims_for_one_template_and_nothing_else()
    {
        // The seed's statement was no JSON, and its ARN lacked the service (XB-01, XB-02).
        var recorder = await Deployed.By(() => _ = new TrustedInstaller("installer", new()
        {
            Names = Deployed.Names,
            Template = A_fleet_template.Fleet(),
            AssumedBy = SignIn,
        }));

        GoldenFile.FolderMatches("Infra.Tests/Golden/components/trusted-installer", PolicyFiles.Of(recorder));
        var statement = Assert.Single(RolePolicies.OfRole(recorder, "widgiot-us-east-1-installer"));
        Assert.Equal(["iot:CreateProvisioningClaim"], RolePolicies.Texts(statement["Action"]));
        Assert.Equal(["arn:aws:iot:us-east-1:123456789012:provisioningtemplate/widgiot-fleet"], RolePolicies.Texts(statement["Resource"]));
        var role = Role(recorder);
        Assert.Equal(3600, role.Number("maxSessionDuration"));
        var trust = Assert.Single(JsonNode.Parse(role.Text("assumeRolePolicy"))!["Statement"]!.AsArray())!;
        Assert.Equal(SignIn, (string?)trust["Principal"]!["AWS"]);
        Assert.Null(trust["Principal"]!["Service"]);
    }

    // XB-13: the seed promised installers a role and made none.
    [Fact]
    public async Task with_every_argument_stays_as_long_as_asked_and_is_tagged()
    {
        var recorder = await Deployed.By(() => _ = new TrustedInstaller("installer", new()
        {
            Names = Deployed.Names,
            Template = A_fleet_template.Fleet(),
            AssumedBy = SignIn,
            SessionSeconds = 43_200,
            Tags = { { "team", "field" } },
        }));

        Assert.Equal(43_200, Role(recorder).Number("maxSessionDuration"));
        Assert.Equal("field", Role(recorder).Map("tags")["team"]);
    }

    [Theory]
    [InlineData(3599)]
    [InlineData(43_201)]
    public async Task refuses_a_session_that_iam_would_refuse(int seconds)
    {
        var refusal = await Deployed.RefusalOf(() => _ = new TrustedInstaller("installer", new()
        {
            Names = Deployed.Names,
            Template = A_fleet_template.Fleet(),
            AssumedBy = SignIn,
            SessionSeconds = seconds,
        }));

        Assert.Contains($"cannot last {seconds} s; IAM allows 3600 to 43200", refusal, StringComparison.Ordinal);
    }

    private static Recorded Role(Recorder recorder) => recorder.Single("aws:iam/role:Role", "installer");
}
