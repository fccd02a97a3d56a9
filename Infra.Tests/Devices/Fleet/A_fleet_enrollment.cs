using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Devices;
using Infra.Devices.Fleet;
using Infra.Pki;
using Infra.Tests.Local.Gateway;
using Infra.Tests.Pki;
using Infra.Tests.StandIns.Mqtt;
using MQTTnet.Exceptions;

namespace Infra.Tests.Devices.Fleet;

/// <summary>The device before a service that answers what the test says, over real TLS and MQTT.</summary>
public sealed class A_fleet_enrollment : IAsyncLifetime, IDisposable
{
    private const string CreateTopic = "$aws/certificates/create-from-csr/json";
    private const string RegisterTopic = "$aws/provisioning-templates/fleet/provision/json";
    private readonly TemporaryFolder _folder = new();
    private readonly TestHierarchy _pki = new();
    private readonly List<(string Topic, JsonObject Payload)> _asked = [];
    private readonly Queue<(string Verdict, string Payload)?> _first = new();
    private GatewayWorld _world = null!;
    private readonly Patience _patience = new();
    private readonly Dictionary<string, string> _tokens = [];
    private readonly List<string> _registered = [];
    private string? _impostorsRequest;
    private string _device = "device";

    public async Task InitializeAsync() => _world = await GatewayWorld.StartAsync(new(), (_, message, _) => Task.FromResult(Answer(message)));

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task asks_on_the_two_topics_only_and_hands_over_the_token_it_was_given()
    {
        var outcome = Assert.IsType<FleetOutcome.Provisioned>(await ProvisionAsync());

        Assert.Equal([CreateTopic, RegisterTopic], _asked.Select(asked => asked.Topic));
        Assert.Equal(["certificateSigningRequest"], _asked[0].Payload.Select(field => field.Key));
        Assert.Equal("""{"certificateOwnershipToken":"token-1","parameters":{"SerialNumber":"7"}}""", _asked[1].Payload.ToJsonString());
        Assert.Equal("""{"site":"emea"}""", outcome.Thing.DeviceConfiguration!.ToJsonString());
        Assert.DoesNotContain("token-1", outcome.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task asks_again_when_it_is_told_to_come_later(int status)
    {
        _first.Enqueue(("rejected", $$"""{"statusCode":{{status}},"errorCode":"Throttling","errorMessage":"later"}"""));
        _first.Enqueue(("rejected", $$"""{"statusCode":{{status}},"errorCode":"Throttling","errorMessage":"later"}"""));

        Assert.IsType<FleetOutcome.Provisioned>(await ProvisionAsync());

        Assert.Equal([CreateTopic, CreateTopic, CreateTopic, RegisterTopic], _asked.Select(asked => asked.Topic));
    }

    [Theory]
    [InlineData(0, FleetStep.Certificate)]
    [InlineData(1, FleetStep.Registration)]
    public async Task takes_a_no_as_final_and_keeps_nothing_but_its_key(int granted, FleetStep step)
    {
        for (var i = 0; i < granted; i++) { _first.Enqueue(null); }
        _first.Enqueue(("rejected", """{"statusCode":403,"errorCode":"AccessDenied","errorMessage":"no"}"""));

        var rejected = Assert.IsType<FleetOutcome.Rejected>(await ProvisionAsync());

        Assert.Equal((step, new FleetRejection(403, "AccessDenied", "no")), (rejected.Step, rejected.Rejection));
        Assert.Equal(["device.csr", "device.key"], Directory.GetFiles(DevicePath).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task registers_no_certificate_for_another_key()
    {
        _impostorsRequest = Pem.OfRequest(TestHierarchy.DeviceRequest("7"));

        var refused = Assert.IsType<FleetOutcome.Refused>(await ProvisionAsync());

        Assert.Equal("the certificate is for another key", refused.Objection);
        Assert.Equal([CreateTopic], _asked.Select(asked => asked.Topic));
    }

    [Fact]
    public async Task ends_when_nobody_answers()
    {
        _first.Enqueue(("silent", ""));

        var late = await Assert.ThrowsAsync<TimeoutException>(() => ProvisionAsync(clock: _patience));

        Assert.Contains(CreateTopic, late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task gives_the_last_no_when_patience_ends_between_two_requests()
    {
        _first.Enqueue(("rejected", """{"statusCode":429,"errorCode":"Throttling","errorMessage":"later"}"""));
        _patience.EndsAtTheNextWait = true;

        var rejected = Assert.IsType<FleetOutcome.Rejected>(await ProvisionAsync(clock: _patience));

        Assert.Equal(429, rejected.Rejection.StatusCode);
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData("""{"certificateId":"1","certificatePem":"x"}""")]
    [InlineData("[]")]
    [InlineData("secret-token")]
    public async Task takes_no_answer_that_is_not_the_apis_and_does_not_repeat_it(string answer)
    {
        _first.Enqueue(("accepted", answer));

        var malformed = await Assert.ThrowsAsync<InvalidDataException>(() => ProvisionAsync());

        Assert.DoesNotContain("secret-token", malformed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task notices_at_once_that_its_connection_was_closed()
    {
        _first.Enqueue(("drop", ""));

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => ProvisionAsync(TimeSpan.FromMinutes(5)).Soon());
    }

    // The power goes before each change that the device makes to its disk, from its key to the last file.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task goes_on_after_a_cut_at_any_step_and_names_the_certificate_that_it_may_have_lost(bool keyByAws)
    {
        var (resumed, lost) = (0, 0);
        for (var cut = 0; ; cut++)
        {
            _device = $"device-{cut}";
            _asked.Clear();
            _registered.Clear();
            var changes = 0;
            var isCut = false;
            try
            {
                await ProvisionAsync(keyByAws: keyByAws, beforeChange: _ =>
                {
                    isCut |= changes++ == cut;
                    if (isCut) { throw new PowerCut(); }
                });
                break;
            }
            catch (PowerCut)
            {
            }

            AssertNoKeyIsReadable();
            var asked = _asked.Count;
            var outcome = Assert.IsType<FleetOutcome.Provisioned>(await ProvisionAsync(keyByAws: keyByAws));

            AssertComplete(outcome);
            // What the service has beside the certificate that the device holds is named.
            Assert.Subset(outcome.Lost.ToHashSet(), _registered.Except([outcome.CertificateId]).ToHashSet());
            resumed += _asked.Count == asked ? 1 : 0;
            lost += _registered.Count - 1;
        }

        // Only the cut between the answer and the first change after it costs a certificate: before that record is filled, and before it takes its place.
        Assert.Equal(2, lost);
        // Once the thing is on record, nobody is asked again.
        Assert.True(resumed >= 10, $"{resumed} of the cuts were made good without asking");
    }

    [Fact]
    public async Task names_the_certificate_whose_registration_was_never_answered()
    {
        _first.Enqueue(null);
        _first.Enqueue(("drop", ""));
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => ProvisionAsync());
        Assert.Single(_registered);

        var outcome = Assert.IsType<FleetOutcome.Provisioned>(await ProvisionAsync());

        Assert.Equal(_registered[..1], outcome.Lost);
        Assert.NotEqual(_registered[0], outcome.CertificateId);
        AssertComplete(outcome);
    }

    // The token's hour is over, or a request whose answer was lost has spent it.
    [Fact]
    public async Task gets_another_certificate_once_where_the_token_counts_no_longer()
    {
        const string no = """{"statusCode":400,"errorCode":"InvalidCertificateOwnershipToken","errorMessage":"expired"}""";
        _first.Enqueue(null);
        _first.Enqueue(("rejected", no));
        var outcome = Assert.IsType<FleetOutcome.Provisioned>(await ProvisionAsync());

        Assert.Equal([CreateTopic, RegisterTopic, CreateTopic, RegisterTopic], _asked.Select(asked => asked.Topic));
        Assert.Single(outcome.Lost);
        AssertComplete(outcome);

        _asked.Clear();
        for (var i = 0; i < 2; i++)
        {
            _first.Enqueue(null);
            _first.Enqueue(("rejected", no));
        }

        Assert.True(Assert.IsType<FleetOutcome.Rejected>(await ProvisionAsync()).Rejection.IsOfTheToken);
        Assert.Equal(4, _asked.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"thing\":{}}")]
    [InlineData("{\"certificateId\":\"1\",\"certificatePem\":\"x\",\"thing\":{\"thingName\":\"another\"}}")]
    public async Task starts_anew_where_its_record_is_none(string record)
    {
        Directory.CreateDirectory(DevicePath);
        await File.WriteAllTextAsync(Path.Combine(DevicePath, "fleet.json"), record);

        AssertComplete(Assert.IsType<FleetOutcome.Provisioned>(await ProvisionAsync()));
    }

    private string DevicePath => Path.Combine(_folder.Path, _device);

    private void AssertComplete(FleetOutcome.Provisioned outcome)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(DevicePath, "device.crt"), Path.Combine(DevicePath, "device.key"));
        Assert.Equal(IdOf(certificate), outcome.CertificateId);
        Assert.Contains(outcome.CertificateId, _registered);
        Assert.Equal("widget-7\n", File.ReadAllText(Path.Combine(DevicePath, "thing-name.txt")));
        Assert.Equal("localhost\n", File.ReadAllText(Path.Combine(DevicePath, "endpoint.txt")));
        Assert.Equal("{\"site\":\"emea\"}\n", File.ReadAllText(Path.Combine(DevicePath, "device-configuration.json")));
        Assert.DoesNotContain(Directory.GetFiles(DevicePath).Select(Path.GetFileName), name => name!.StartsWith("fleet.", StringComparison.Ordinal) && !name.EndsWith(".partial", StringComparison.Ordinal));
        Assert.DoesNotContain("token-", string.Concat(Directory.GetFiles(DevicePath).Select(File.ReadAllText)), StringComparison.Ordinal);
        AssertNoKeyIsReadable();
    }

    private void AssertNoKeyIsReadable() => Assert.All(
        Directory.GetFiles(DevicePath).Where(file => File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal)),
        file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

    private static string IdOf(X509Certificate2 certificate) => Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));

    private sealed class PowerCut : Exception;

    private async Task<FleetOutcome> ProvisionAsync(TimeSpan? patience = null, TimeProvider? clock = null, bool keyByAws = false, Action<string>? beforeChange = null)
    {
        await using var claim = _world.Device("installer");
        Assert.True((await claim.ConnectAsync(CancellationToken.None).Soon()).Connected);
        var api = new FleetProvisioning(claim, patience ?? TimeSpan.FromMinutes(1), new() { First = TimeSpan.FromMilliseconds(1) }, clock);
        var enrollment = new FleetEnrollment(new("7", new(DevicePath) { BeforeChange = beforeChange }, TimeProvider.System), api, TimeProvider.System);
        var parameters = new Dictionary<string, string> { ["SerialNumber"] = "7" };
        return await (keyByAws
            ? enrollment.ProvisionWithKeyOfAwsAsync("fleet", parameters, "localhost", CancellationToken.None)
            : enrollment.ProvisionAsync("fleet", parameters, DeviceKeyKind.EcP256, "localhost", CancellationToken.None)).Soon();
    }

    private DeviceMessage? Answer(DeviceMessage message)
    {
        if (!message.Topic.StartsWith("$aws/", StringComparison.Ordinal)) { return null; }
        var payload = JsonNode.Parse(message.Payload.Span)!.AsObject();
        _asked.Add((message.Topic, payload));
        if (_first.TryDequeue(out var planned) && planned is { } answer)
        {
            if (message.Topic == RegisterTopic && answer.Verdict == "drop") { Register(payload); }
            if (answer.Verdict == "drop") { _ = _world.Gateway.DropAsync("installer"); }
            if (answer.Verdict == "silent") { _patience.End(); }
            return answer.Verdict is "silent" or "drop" ? null : new($"{message.Topic}/{answer.Verdict}", Encoding.UTF8.GetBytes(answer.Payload));
        }

        return new($"{message.Topic}/accepted", Encoding.UTF8.GetBytes((message.Topic == RegisterTopic ? Register(payload) : Certified(payload)).ToJsonString()));
    }

    private JsonObject Register(JsonObject payload)
    {
        _registered.Add(_tokens[payload["certificateOwnershipToken"]!.ToString()]);
        return new() { ["thingName"] = "widget-7", ["deviceConfiguration"] = new JsonObject { ["site"] = "emea" } };
    }

    private JsonObject Certified(JsonObject payload)
    {
        using var keyByAws = payload.ContainsKey("certificateSigningRequest") ? null : SigningKey.Generate(KeyAlgorithm.EcP256);
        var request = keyByAws is not null ? CertificationRequests.Create(keyByAws, "7") : Pem.Request(_impostorsRequest ?? payload["certificateSigningRequest"]!.ToString());
        var issued = _pki.Issuer.SignRequest(request, CertificateProfile.Device, _pki.Days(30));
        using var certificate = X509CertificateLoader.LoadCertificate(issued.Der.Span);
        var token = $"token-{_tokens.Count + 1}";
        _tokens[token] = IdOf(certificate);
        var accepted = new JsonObject { ["certificateId"] = IdOf(certificate), ["certificatePem"] = issued.CertificatePem, ["certificateOwnershipToken"] = token };
        if (keyByAws is not null) { accepted["privateKey"] = keyByAws.ExportPrivateKeyPem(); }
        return accepted;
    }

    /// <summary>A clock that stands until the test says that patience, the first wait, is over: no test of it waits, or hurries a slow machine.</summary>
    private sealed class Patience : TimeProvider
    {
        private Action? _end;

        public bool EndsAtTheNextWait { get; set; }

        public void End() => _end?.Invoke();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (_end is null) { _end = () => callback(state); }
            else if (EndsAtTheNextWait) { End(); }
            return new Still();
        }

        private sealed class Still : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
