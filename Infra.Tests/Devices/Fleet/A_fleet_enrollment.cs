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
    private string? _impostorsRequest;

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

    private string DevicePath => Path.Combine(_folder.Path, "device");

    private async Task<FleetOutcome> ProvisionAsync(TimeSpan? patience = null, TimeProvider? clock = null)
    {
        await using var claim = _world.Device("installer");
        Assert.True((await claim.ConnectAsync(CancellationToken.None).Soon()).Connected);
        var api = new FleetProvisioning(claim, patience ?? TimeSpan.FromMinutes(1), new() { First = TimeSpan.FromMilliseconds(1) }, clock);
        var device = new ReferenceDevice("7", new DeviceFolder(DevicePath), TimeProvider.System);
        return await new FleetEnrollment(device, api, TimeProvider.System).ProvisionAsync(
            "fleet", new Dictionary<string, string> { ["SerialNumber"] = "7" }, DeviceKeyKind.EcP256, "localhost", CancellationToken.None).Soon();
    }

    private DeviceMessage? Answer(DeviceMessage message)
    {
        if (!message.Topic.StartsWith("$aws/", StringComparison.Ordinal)) { return null; }
        var payload = JsonNode.Parse(message.Payload.Span)!.AsObject();
        _asked.Add((message.Topic, payload));
        if (_first.TryDequeue(out var planned) && planned is { } answer)
        {
            if (answer.Verdict == "drop") { _ = _world.Gateway.DropAsync("installer"); }
            if (answer.Verdict == "silent") { _patience.End(); }
            return answer.Verdict is "silent" or "drop" ? null : new($"{message.Topic}/{answer.Verdict}", Encoding.UTF8.GetBytes(answer.Payload));
        }

        JsonObject accepted = message.Topic == RegisterTopic
            ? new() { ["thingName"] = "widget-7", ["deviceConfiguration"] = new JsonObject { ["site"] = "emea" } }
            : new()
            {
                ["certificateId"] = new string('1', 64),
                ["certificatePem"] = _pki.Issuer.SignRequest(
                    Pem.Request(_impostorsRequest ?? payload["certificateSigningRequest"]!.ToString()), CertificateProfile.Device, _pki.Days(30)).CertificatePem,
                ["certificateOwnershipToken"] = "token-1",
            };
        return new($"{message.Topic}/accepted", Encoding.UTF8.GetBytes(accepted.ToJsonString()));
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
