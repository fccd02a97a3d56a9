using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Lambdas.RegistrationActivator;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

public sealed class A_registration_activator
{
    private const string Policy = "widgiot-device";

    private static readonly DeviceId _device = DeviceId.Parse("SN-1");

    private readonly MemoryDeviceRegistry _devices = new();
    private readonly TestClock _clock = new();
    private readonly LogReader _log = new("registration-activator", new MemoryStream());
    private readonly IotStore _iot;

    public A_registration_activator() => _iot = new(_clock);

    /// <summary>Recorded key x status -> what becomes of a certificate for "own key".</summary>
    [Theory]
    [InlineData("own key", "ready", "activated")]
    [InlineData("own key", null, "activated")]
    [InlineData("own key", "blocked", "device_blocked")]
    [InlineData("own key", "Ready", "device_status_unknown")]
    [InlineData("another key", "ready", "key_differs")]
    [InlineData("nonsense", "ready", "recorded_key_unreadable")]
    [InlineData("no key", "ready", "recorded_key_unreadable")]
    [InlineData("no record", null, "device_unknown")]
    public async Task activates_what_the_record_vouches_for_and_revokes_the_rest(string record, string? status, string expected)
    {
        if (record != "no record")
        {
            _devices.Put("SN-1", new(Records.Key(record), status));
        }

        var certificate = Connect("CN=SN-1");

        Assert.Equal(expected, await TellAsync(certificate.Id));

        var activated = expected == "activated";
        Assert.Equal(activated ? IotCertificateStatus.Active : IotCertificateStatus.Withdrawn, _iot.Certificates[certificate.Id].Status);
        Assert.Equal(activated, _iot.Policies.Contains((Policy, certificate.Id)) && _iot.Principals.Contains((_device, certificate.Id)));
        Assert.Equal([expected], _log.Outcomes);
    }

    [Theory]
    [InlineData("O=Widgets")]
    [InlineData("CN=SN-1, CN=SN-2")]
    [InlineData("CN=SN-1+CN=SN-2")]
    [InlineData("CN=SN-1+O=Widgets")]
    [InlineData("CN=SN/1")]
    public async Task revokes_a_certificate_that_does_not_name_exactly_one_device(string subject)
    {
        _devices.Put("SN-1", new(Records.Of(TestKey.P256), "ready"));
        var certificate = Connect(subject);

        Assert.Equal("subject_invalid", await TellAsync(certificate.Id));

        Assert.Equal(IotCertificateStatus.Withdrawn, _iot.Certificates[certificate.Id].Status);
        Assert.Equal(0, _devices.Lookups);
    }

    [Theory]
    [InlineData("Active")]
    [InlineData("Inactive")]
    [InlineData("Withdrawn")]
    public async Task leaves_alone_what_was_decided_before(string status)
    {
        _devices.Put("SN-1", new(Records.Of(TestKey.P256), "ready"));
        var certificate = Connect("CN=SN-1", Enum.Parse<IotCertificateStatus>(status));

        Assert.Equal("not_pending", await TellAsync(certificate.Id));

        Assert.Equal(certificate.Status, _iot.Certificates[certificate.Id].Status);
    }

    [Theory]
    [InlineData(null, "event_invalid")]
    [InlineData("../things", "event_invalid")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "certificate_gone")]
    public async Task shrugs_at_an_event_that_is_about_nothing(string? certificateId, string expected) =>
        Assert.Equal(expected, await TellAsync(certificateId));

    [Fact]
    public async Task leaves_the_certificate_pending_and_fails_when_the_registry_does_not_answer()
    {
        _devices.Failure = new PortException(PortFailure.Unavailable, "dynamodb:GetItem", new TimeoutException());
        var certificate = Connect("CN=SN-1");

        await Assert.ThrowsAsync<PortException>(() => TellAsync(certificate.Id));

        Assert.Equal(IotCertificateStatus.Pending, _iot.Certificates[certificate.Id].Status);
        Assert.Equal(1, Assert.Single(_log.Lines).GetProperty("faults").GetInt32());
    }

    /// <summary>Step x whether it had its effect before it failed -> what the next try finds to do.</summary>
    [Theory]
    [InlineData("EnsureThingAsync", false, "activated")]
    [InlineData("EnsureThingAsync", true, "activated")]
    [InlineData("AttachPolicyAsync", false, "activated")]
    [InlineData("AttachPolicyAsync", true, "activated")]
    [InlineData("AttachThingAsync", false, "activated")]
    [InlineData("AttachThingAsync", true, "activated")]
    [InlineData("ActivateAsync", false, "activated")]
    [InlineData("ActivateAsync", true, "not_pending")]
    public async Task fails_when_a_step_fails_and_finishes_it_with_the_next_try(string call, bool afterEffect, string next)
    {
        _devices.Put("SN-1", new(Records.Of(TestKey.P256), "ready"));
        var certificate = Connect("CN=SN-1");
        _iot.Fails = (call, afterEffect);

        // Lambda counts the invocation as failed: it tries again and in the end keeps the event.
        await Assert.ThrowsAsync<PortException>(() => TellAsync(certificate.Id));
        Assert.Equal(next == "activated" ? IotCertificateStatus.Pending : IotCertificateStatus.Active, _iot.Certificates[certificate.Id].Status);

        _iot.Fails = null;
        Assert.Equal(next, await TellAsync(certificate.Id));
        Assert.Equal(certificate.Id, Assert.Single(_iot.Active).Id);
        Assert.Equal((Policy, certificate.Id), Assert.Single(_iot.Policies));
        Assert.Equal((_device, certificate.Id), Assert.Single(_iot.Principals));
    }

    [Fact]
    public async Task fails_each_try_as_long_as_a_step_fails()
    {
        _devices.Put("SN-1", new(Records.Of(TestKey.P256), "ready"));
        var certificate = Connect("CN=SN-1");
        _iot.Fails = (nameof(IIotRegistry.ActivateAsync), false);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await Assert.ThrowsAsync<PortException>(() => TellAsync(certificate.Id));
            Assert.Equal(IotCertificateStatus.Pending, _iot.Certificates[certificate.Id].Status);
        }
    }

    [Fact]
    public async Task revokes_what_a_failure_left_when_the_device_was_blocked_before_the_next_try()
    {
        _devices.Put("SN-1", new(Records.Of(TestKey.P256), "ready"));
        var certificate = Connect("CN=SN-1");
        _iot.Fails = (nameof(IIotRegistry.AttachThingAsync), true);
        await Assert.ThrowsAsync<PortException>(() => TellAsync(certificate.Id));

        _iot.Fails = null;
        _devices.Put("SN-1", new(Records.Of(TestKey.P256), "blocked"));

        Assert.Equal("device_blocked", await TellAsync(certificate.Id));
        Assert.Equal(IotCertificateStatus.Withdrawn, _iot.Certificates[certificate.Id].Status);
    }

    private IotCertificate Connect(string subject, IotCertificateStatus status = IotCertificateStatus.Pending)
    {
        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(TestKey.P256.SubjectPublicKeyInfo, out _);
        var now = _clock.GetUtcNow();
        using var certificate = new CertificateRequest(new(subject), key, HashAlgorithmName.SHA256)
            .Create(new("CN=Test issuer"), X509SignatureGenerator.CreateForECDsa(authority), now, now.AddYears(1), [1, 2, 3]);
        var added = _iot.Add(certificate.ExportCertificatePem());
        _iot.Set(added.Id, status);
        return _iot.Certificates[added.Id];
    }

    private async Task<string> TellAsync(string? certificateId)
    {
        var iot = new MemoryIotRegistry(_iot, new Process());
        var handler = new ActivatorHandler(_devices, iot, new Registrar(iot, Policy), _log.Log(_clock), _clock);
        return (await handler.HandleAsync(new() { CertificateId = certificateId }, new Invocation("request-1", _clock.GetUtcNow().AddSeconds(30)))).Outcome;
    }
}
