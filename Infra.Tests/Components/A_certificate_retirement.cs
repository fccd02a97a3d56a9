using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_certificate_retirement
{
    private const string RuleType = "aws:cloudwatch/eventRule:EventRule";
    private const string TargetType = "aws:cloudwatch/eventTarget:EventTarget";

    [Fact]
    public async Task with_required_arguments_only_calls_the_function_every_quarter_of_an_hour()
    {
        var recorder = await With();

        var rule = recorder.Single(RuleType);
        Assert.Equal(("widgiot-retirement", "rate(15 minutes)"), (rule.Text("name"), rule.Text("scheduleExpression")));
        var target = recorder.Single(TargetType);
        Assert.Equal(("widgiot-retirement", "arn:aws:lambda:us-east-1:123456789012:function:widgiot-certificate-retirer"), (target.Text("rule"), target.Text("arn")));
    }

    [Fact]
    public async Task with_every_argument_keeps_its_own_time_and_is_tagged()
    {
        var recorder = await With("rate(1 hour)", "factory");

        var rule = recorder.Single(RuleType);
        Assert.Equal(("rate(1 hour)", "factory"), (rule.Text("scheduleExpression"), rule.Map("tags")["team"]));
    }

    [Fact]
    public async Task may_be_called_by_eventbridge_for_its_own_rule_only()
    {
        var recorder = await With();

        var permission = recorder.Single("aws:lambda/permission:Permission", "retirement");
        Assert.Equal(
            ("events.amazonaws.com", "lambda:InvokeFunction", "widgiot-certificate-retirer"),
            (permission.Text("principal"), permission.Text("action"), permission.Text("function")));
        Assert.Equal("arn:aws:events:us-east-1:123456789012:rule/widgiot-retirement", permission.Text("sourceArn"));
    }

    [Theory]
    [InlineData(true, "20089")]
    [InlineData(false, "0")]
    public async Task is_done_by_a_function_that_knows_when_the_ca_ends_where_there_is_one(bool withAuthority, string day)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=us-east-1.widgiot", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.Parse("2025-01-01T12:00:00Z", CultureInfo.InvariantCulture));

        var recorder = await Deployed.By(() => ProvisioningFunctions.CertificateRetirer(
            Deployed.Functions,
            new("issuance", new() { Names = Deployed.Names }),
            new("device", new() { Names = Deployed.Names }),
            authority: !withAuthority ? null : new RegionalAuthority("authority", new()
            {
                Names = Deployed.Names,
                Parent = new Parent.Offline(new SignedAuthority(certificate.ExportCertificatePem(), "chain")),
            })));

        var environment = (ImmutableDictionary<string, object>)recorder.Single("aws:lambda/function:Function").Map("environment")["variables"];
        Assert.Equal(day, environment["AUTHORITY_END_DAY"]);
    }

    private static Task<Recorder> With(string? schedule = null, string? team = null) => Deployed.By(() =>
    {
        var ledger = new IssuanceLedger("issuance", new() { Names = Deployed.Names });
        var policy = new DevicePolicy("device", new() { Names = Deployed.Names });
        var function = ProvisioningFunctions.CertificateRetirer(Deployed.Functions, ledger, policy);
        _ = schedule is null
            ? new CertificateRetirement("retirement", new() { Names = Deployed.Names, Function = function })
            : new CertificateRetirement("retirement", new() { Names = Deployed.Names, Function = function, Schedule = schedule, Tags = { ["team"] = team! } });
    });
}
