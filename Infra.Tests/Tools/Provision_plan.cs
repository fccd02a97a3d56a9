using System.Text.Json;
using Infra.Identity.Capacity;
using Infra.Tests.Pki;
using Infra.Tests.Support;

namespace Infra.Tests.Tools;

[Collection("pulumi")]
public sealed class Provision_plan : IDisposable
{
    private const string Parent = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/11111111-1111-1111-1111-111111111111";
    private const string Parents = $"parent: acm-pca|parentArn: {Parent}|parent2: acm-pca|parentArn2: {Parent}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The tool reads a stack's file by itself, since it knows no Pulumi; so the two readings are held against each other.
    [Theory]
    [InlineData("fleetSize: 250000")]
    [InlineData("fleetSize: 250000|rampHours: 3|requestsPerSecond: 60|quotas: { issueCertificate: 100, certificatesPerAuthority: 2000000 }")]
    [InlineData("fleetSize: 9000|usageMode: short-lived|issuers: [iot-core, acm-pca]")]
    [InlineData("fleetSize: 9000|registration: direct|deviceValidityDays: 30|authorityValidityDays: 90")]
    [InlineData("fleetSize: 9000|issuers: [iot-core]")]
    [InlineData("fleetSize: 9000|deviceValidityDays: 7|authorityValidityDays: 90|authorityGeneration: 2 announced|" + Parents + "|usageMode2: short-lived|authorityValidityDays2: 60")]
    [InlineData("fleetSize: 9000|deviceValidityDays: 7|authorityValidityDays: 90|authorityGeneration: 2 issuing|" + Parents + "|usageMode2: short-lived|authorityValidityDays2: 60")]
    public async Task comes_to_what_the_programs_preview_comes_to(string settings)
    {
        var path = Stack(settings);
        var program = (await StackConfiguration.ReadAsync([.. StackFile.Values(path), ("sku", "widgiot"), ("aws:region", "eu-west-1"), ("quotaCheck", "warn")])).Capacity().ToArray();

        var run = ToolRun.Of("plan", path, "--json");

        var planned = run.Json.GetProperty("issuers").EnumerateArray().OrderBy(plan => plan.GetProperty("issuer").GetString()).ToArray();
        Assert.Equal(program.Length, planned.Length);
        foreach (var (expected, actual) in program.Zip(planned))
        {
            Assert.Equal(expected.RampPerSecond, actual.GetProperty("rampPerSecond").GetDouble());
            Assert.Equal(expected.RenewalsPerSecond, actual.GetProperty("renewalsPerSecond").GetDouble());
            Assert.Equal(expected.MonthsToRollOver, actual.TryGetProperty("monthsToRollOver", out var months) ? months.GetDouble() : null);
            Assert.Equal(decimal.Round(expected.MonthlyCost, 2), actual.GetProperty("monthlyCost").GetDecimal());
            Assert.Equal(expected.Limits, actual.GetProperty("limits").Deserialize<LimitUse[]>(JsonSerializerOptions.Web));
            Assert.Equal(expected.Exceeded, actual.GetProperty("exceeded").Deserialize<LimitExceeded[]>(JsonSerializerOptions.Web));
        }

        Assert.Equal(program.Any(report => !report.Exceeded.IsEmpty) ? 1 : 0, run.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void reads_every_profile(string profile)
    {
        var run = ToolRun.Of("plan", Repository.PathOf(profile), "--fleet-size", "1000");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.StartsWith("plan: 1000 devices in 24 hours", run.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string> Profiles => [.. Profile.All.Select(profile => profile.File)];

    [Fact]
    public void shows_every_limit_what_is_exceeded_and_what_would_do()
    {
        var run = ToolRun.Of("plan", "--fleet-size", "1000000", "--ramp-hours", "27");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("registerThing                    10.29          10  EXCEEDED", run.Output, StringComparison.Ordinal);
        Assert.Contains("issueCertificate                 10.29          25  kept", run.Output, StringComparison.Ordinal);
        Assert.Contains("raise the limit, or rampHours to 27.8 or more", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void lets_options_overrule_the_file()
    {
        var run = ToolRun.Of("plan", Stack("fleetSize: 1000000|rampHours: 1|quotas: { registerThing: 5 }"),
            "--ramp-hours", "1000", "--quota", "registerThing=77", "--quota", "certificatesPerAuthority=9000000", "--json");

        var plan = run.Json.GetProperty("issuers")[0];
        Assert.Equal(1000, plan.GetProperty("rampHours").GetDouble());
        Assert.Contains(plan.GetProperty("limits").EnumerateArray(), limit => limit.GetProperty("limit").GetString() == "registerThing" && limit.GetProperty("declared").GetInt32() == 77);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("1", "2 announced", "makes CA generation 2")]
    [InlineData("2 announced", "2 issuing", "peerAuthorities")]
    [InlineData("2 closing", "2 retired", "refused while it has an ACTIVE device certificate")]
    [InlineData("2 retired", "2", "deletes CA generation 1")]
    public void names_the_next_step_of_a_rotation_and_what_holds_it_back(string stage, string next, string says)
    {
        var option = ToolRun.Of("plan", "--rotation", stage, "--json").Json.GetProperty("rotation");
        var file = ToolRun.Of("plan", Stack($"authorityGeneration: '{stage}'"));

        Assert.Equal(next, option.GetProperty("next").GetString());
        Assert.Contains(says, option.GetProperty("nextStep").GetString(), StringComparison.Ordinal);
        Assert.StartsWith($"rotation: '{stage}'", file.Output, StringComparison.Ordinal);
        Assert.Contains(says, file.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void says_every_fault_of_a_file_at_once_and_reads_no_secret()
    {
        var run = ToolRun.Of("plan", Stack("fleetSize: many|registration: maybe|issuers: [acme]|quotas: { speed: 3, getCertificate: 0 }|authorityGeneration: 1 issuing|parentPrivateKey: { secure: 'v1:abc' }"), "--json");

        Assert.Equal((1, "stack-file-faulty"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        var message = run.Json.GetProperty("message").GetString()!;
        Assert.Contains("has 6 faults", message, StringComparison.Ordinal);
        Assert.All((string[])["fleetSize must be a whole number", "registration must be one of", "issuers[0] must be one of", "speed is not known", "getCertificate must be", "authorityGeneration '1 issuing' is no stage"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain("v1:abc", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "fleet-size-missing")]
    [InlineData(1, "device-days-too-many", "--fleet-size", "10", "--usage-mode", "short-lived", "--device-days", "8")]
    [InlineData(3, "file-unreadable", "/does/not/exist")]
    public void refuses_what_cannot_be_computed(int exitCode, string code, params string[] args)
    {
        var run = ToolRun.Of(["plan", .. args, "--json"]);

        Assert.Equal((exitCode, code), (run.ExitCode, run.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("--fleet-size", "0")]
    [InlineData("--quota", "speed=3")]
    [InlineData("--quota", "getCertificate")]
    [InlineData("--rotation", "1 issuing")]
    public void refuses_options_that_make_no_sense(params string[] args) => Assert.Equal(2, ToolRun.Of(["plan", .. args]).ExitCode);

    private string Stack(string settings) => _folder.Write("Pulumi.test.yaml", "config:\n" + string.Concat(settings.Split('|').Select(line => $"  device-provisioning:{line}\n")));
}
