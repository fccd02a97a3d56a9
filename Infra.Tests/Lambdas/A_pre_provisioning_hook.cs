using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Lambdas.PreProvisioning;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

public sealed class A_pre_provisioning_hook
{
    private const string Template = "widgiot-fleet";
    private const string TemplateArn = $"arn:aws:iot:us-east-1:123456789012:provisioningtemplate/{Template}";

    private static readonly string _certificate = CertificateOf(TestKey.P256);

    private readonly MemoryDeviceRegistry _devices = new();
    private readonly TestClock _clock = new();
    private readonly LogReader _log = new("pre-provisioning-hook", new MemoryStream());

    /// <summary>Recorded key x status -> decision; the certificate is for "own key".</summary>
    [Theory]
    [InlineData("own key", "ready", "allowed")]
    [InlineData("own key", null, "allowed")]
    [InlineData("own key", "blocked", "device_blocked")]
    [InlineData("own key", "Ready", "device_status_unknown")]
    [InlineData("another key", "ready", "key_differs")]
    [InlineData("nonsense", "ready", "recorded_key_unreadable")]
    [InlineData("no key", "ready", "allowed")]
    [InlineData("no key", "blocked", "device_blocked")]
    [InlineData("no record", null, "device_unknown")]
    public async Task decides_by_the_devices_record(string record, string? status, string expected)
    {
        if (record != "no record")
        {
            _devices.Put("SN-1", new(Records.Key(record), status));
        }

        var answer = await AskAsync(Question());

        Assert.Equal(expected == "allowed", answer.AllowProvisioning);
        Assert.Equal([expected], _log.Outcomes);
    }

    [Fact]
    public async Task names_the_thing_itself_whatever_the_device_wants()
    {
        // XB-06: with the seed's template, any claim could take over any thing.
        _devices.Put("SN-1", new(null, "ready"));
        _devices.Put("SN-2", new(null, "ready"));
        var question = Question();
        question.Parameters!["ThingName"] = Json("\"SN-2\"");

        var answer = await AskAsync(question);

        // Nothing else: an override of a parameter that the template does not declare would be a fault.
        Assert.Equal(new Dictionary<string, string> { ["ThingName"] = "SN-1" }, answer.ParameterOverrides);
    }

    /// <summary>XB-21: the seed's hook threw on these.</summary>
    [Theory]
    [InlineData("{}", "template_unexpected")]
    [InlineData("""{"templateArn":null,"parameters":null}""", "template_unexpected")]
    [InlineData("""{"templateArn":"arn:aws:iot:us-east-1:123456789012:provisioningtemplate/another-widgiot-fleet"}""", "template_unexpected")]
    [InlineData("""{"templateArn":"TEMPLATE"}""", "serial_missing")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":null}""", "serial_missing")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":{"serialNumber":"SN-1"}}""", "serial_missing")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":{"SerialNumber":null}}""", "serial_missing")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":{"SerialNumber":1}}""", "serial_missing")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":{"SerialNumber":""}}""", "serial_invalid")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":{"SerialNumber":"SN/1"}}""", "serial_invalid")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":{"SerialNumber":"SN-1"}}""", "certificate_unreadable")]
    [InlineData("""{"templateArn":"TEMPLATE","parameters":{"SerialNumber":"SN-1"},"certificatePem":"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}""", "certificate_unreadable")]
    public async Task says_no_to_an_incomplete_question_without_looking_anyone_up(string question, string expected)
    {
        _devices.Put("SN-1", new(null, "ready"));
        using var @event = new MemoryStream(Encoding.UTF8.GetBytes(question.Replace("TEMPLATE", TemplateArn, StringComparison.Ordinal)));

        // Through the serializer, as AWS IoT's question comes.
        var function = new JsonFunction<PreProvisioningEvent, PreProvisioningAnswer>(Handler(), LambdaJson.Default.PreProvisioningEvent, LambdaJson.Default.PreProvisioningAnswer);
        using var answer = new StreamReader(await function.HandleAsync(@event, Invocation()));

        Assert.Equal("""{"allowProvisioning":false}""", await answer.ReadToEndAsync());
        Assert.Equal([expected], _log.Outcomes);
        Assert.Equal(0, _devices.Lookups);
    }

    [Fact]
    public async Task says_no_and_raises_a_fault_when_the_registry_does_not_answer()
    {
        _devices.Failure = new PortException(PortFailure.Unavailable, "dynamodb:GetItem", new TimeoutException());

        var answer = await AskAsync(Question());

        Assert.False(answer.AllowProvisioning);
        Assert.Null(answer.ParameterOverrides);
        var line = Assert.Single(_log.Lines);
        Assert.Equal(("registry_unavailable", 1), (line.GetProperty("outcome").GetString(), line.GetProperty("faults").GetInt32()));
    }

    [Fact]
    public async Task says_no_before_aws_iot_gives_up_on_it()
    {
        // On the test's clock a wait of three seconds is over at once; one up to the deadline of a minute would never be.
        var started = _clock.GetUtcNow();
        var handler = new PreProvisioningHandler(new SilentRegistry(), Template, _log.Log(_clock), _clock);

        var answer = await handler.HandleAsync(Question(), new Invocation("request-1", started.AddMinutes(1)));

        Assert.False(answer.AllowProvisioning);
        Assert.True(_clock.GetUtcNow() - started < PreProvisioningHooks.Patience);
        Assert.Equal(["registry_unavailable"], _log.Outcomes);
    }

    [Fact]
    public async Task logs_the_device_and_no_certificate()
    {
        _devices.Put("SN-1", new(null, "ready"));

        await AskAsync(Question());

        Assert.Equal("SN-1", Assert.Single(_log.Lines).GetProperty("deviceId").GetString());
        Assert.DoesNotContain("BEGIN", _log.Text, StringComparison.Ordinal);
    }

    /// <summary>As AWS IoT makes it: the subject says nothing about the device.</summary>
    private static string CertificateOf(TestKey key)
    {
        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new("CN=AWS IoT Certificate"), PublicKey.CreateFromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo, out _), HashAlgorithmName.SHA256);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.Create(new("CN=AWS IoT"), X509SignatureGenerator.CreateForECDsa(authority), start, start.AddYears(23), [1, 2, 3]);
        return certificate.ExportCertificatePem();
    }

    private static PreProvisioningEvent Question() => new()
    {
        ClaimCertificateId = new string('c', 64),
        CertificateId = new string('d', 64),
        CertificatePem = _certificate,
        TemplateArn = TemplateArn,
        ClientId = "whatever",
        Parameters = new() { ["SerialNumber"] = Json("\"SN-1\"") },
    };

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private Task<PreProvisioningAnswer> AskAsync(PreProvisioningEvent question) => Handler().HandleAsync(question, Invocation());

    private PreProvisioningHandler Handler() => new(_devices, Template, _log.Log(_clock), _clock);

    private Invocation Invocation() => new("request-1", _clock.GetUtcNow().AddSeconds(5));

    private sealed class SilentRegistry : IDeviceRegistry
    {
        public async Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }
    }
}
