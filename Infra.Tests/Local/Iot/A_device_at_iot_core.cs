using System.Text;
using System.Text.Json.Nodes;
using Infra.Devices;
using Infra.Local.Gateway;
using Infra.Local.Iot.Connections;
using Infra.Pki;
using Infra.Tests.Pki;
using Infra.Tests.StandIns.Mqtt;
using MQTTnet.Exceptions;

namespace Infra.Tests.Local.Iot;

/// <summary>Gateway and AWS IoT together: a device over TLS and MQTT, decided by registry, template and policies.</summary>
public sealed class A_device_at_iot_core : IAsyncLifetime, IDisposable
{
    // TLS looks at the real clock, so the certificates must be of today.
    private readonly TestIot iot = new(now: DateTimeOffset.UtcNow.AddMinutes(-5));
    private readonly MqttPki pki = new();
    private readonly TemporaryFolder folder = new();
    private DeviceGateway gateway = null!;

    public async Task InitializeAsync()
    {
        gateway = await DeviceGateway.StartAsync(
            TestIot.RegionName, pki.Server(), iot.Core.IdentitiesOf(TestIot.RegionName), iot.Core.ReservedTopicsOf(TestIot.RegionName));
        gateway.Follow(iot.Region);
    }

    public Task DisposeAsync() => gateway.DisposeAsync().AsTask();

    public void Dispose()
    {
        iot.Dispose();
        pki.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task is_registered_by_its_first_connection_and_talks_on_its_own_topics_after_the_second()
    {
        iot.DeployJitp(iot.Role("jitp", Templates.JitpPermissions));
        iot.RegisterAuthority();
        await using var device = new MqttDevice("device-1", DeviceGateway.HostName, gateway.Port, OwnCertificate("device-1"));

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        Assert.Equal([false, true], report.Attempts.Select(attempt => attempt.Failure is null));
        await device.EchoAsync("widgiot/device-1/data", "on"u8.ToArray(), CancellationToken.None).Soon();
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => device.PublishAsync("widgiot/device-2/data", default, CancellationToken.None).Soon());
    }

    [Fact]
    public async Task is_provisioned_with_a_claim_and_comes_back_with_its_own_certificate()
    {
        iot.Region.Policies.Create(TestIot.DevicePolicyName, DevicePolicies.OwnTopicsOnly);
        iot.Region.Templates.Create(new("fleet", null, Templates.Fleet, iot.Role("fleet", Templates.JitpPermissions).RoleArn) { Enabled = true });
        var claim = await iot.CallAsync("POST", "/provisioning-templates/fleet/provisioning-claim");
        var files = Files("claim", claim["certificatePem"]!.ToString(), claim["keyPair"]!["PrivateKey"]!.ToString());
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        JsonObject created;
        await using (var installer = new MqttDevice("installer", DeviceGateway.HostName, gateway.Port, files))
        {
            Assert.True((await installer.ConnectAsync(CancellationToken.None).Soon()).Connected);
            created = await AskAsync(installer, "$aws/certificates/create-from-csr/json",
                new() { ["certificateSigningRequest"] = Pem.OfRequest(CertificationRequests.Create(key, "anything")) });
            var provisioned = await AskAsync(installer, "$aws/provisioning-templates/fleet/provision/json", new()
            {
                ["certificateOwnershipToken"] = created["certificateOwnershipToken"]!.ToString(),
                ["parameters"] = new JsonObject { ["SerialNumber"] = "7" },
            });
            Assert.Equal("widget-7", provisioned["thingName"]!.ToString());
        }

        await using var device = new MqttDevice(
            "widget-7", DeviceGateway.HostName, gateway.Port, Files("device", created["certificatePem"]!.ToString(), key.ExportPrivateKeyPem()));
        Assert.True((await device.ConnectAsync(CancellationToken.None).Soon()).Connected);
        await device.EchoAsync("widgiot/widget-7/data", "on"u8.ToArray(), CancellationToken.None).Soon();
    }

    [Theory]
    [InlineData("INACTIVE", false)]
    [InlineData("REVOKED", false)]
    [InlineData("INACTIVE", true)]
    public async Task loses_its_connection_when_its_certificate_is_taken_back(string status, bool isDeleted)
    {
        iot.DeployJitp(iot.Role("jitp", Templates.JitpPermissions));
        iot.RegisterAuthority();
        await using var device = new MqttDevice("device-1", DeviceGateway.HostName, gateway.Port, OwnCertificate("device-1"));
        await using var bystander = new MqttDevice("device-2", DeviceGateway.HostName, gateway.Port, OwnCertificate("device-2"));
        Assert.True((await device.ConnectAsync(CancellationToken.None).Soon()).Connected);
        Assert.True((await bystander.ConnectAsync(CancellationToken.None).Soon()).Connected);
        var id = Assert.Single(iot.Core.CertificateIdsOf(TestIot.RegionName, "device-1"));

        await iot.CallAsync("PUT", $"/certificates/{id}?newStatus={status}");
        if (isDeleted)
        {
            await iot.CallAsync("DELETE", "/things/device-1/principals", principal: iot.Region.Arn($"cert/{id}"));
            await iot.CallAsync("DELETE", $"/certificates/{id}?forceDelete=true");
        }

        await Waiting.UntilAsync(() => Task.FromResult(gateway.Connected.All(session => session.ClientId != "device-1")));
        await bystander.EchoAsync("widgiot/device-2/data", "on"u8.ToArray(), CancellationToken.None).Soon();
    }

    [Fact]
    public async Task is_told_of_on_the_lifecycle_topic_when_it_connects_for_the_first_time()
    {
        iot.DeployJitp(iot.Role("jitp", Templates.JitpPermissions));
        iot.RegisterAuthority();
        var topic = $"$aws/events/certificates/registered/{iot.Region.CaCertificates.All.Single().Id}";
        iot.Region.Policies.Create("watch", $$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"iot:Subscribe","Resource":"arn:aws:iot:eu-west-1:123456789012:topicfilter/{{topic}}"},
              {"Effect":"Allow","Action":"iot:Receive","Resource":"arn:aws:iot:eu-west-1:123456789012:topic/{{topic}}"}]}
            """);
        await using var watcher = new MqttDevice("device-1", DeviceGateway.HostName, gateway.Port, OwnCertificate("device-1"));
        Assert.True((await watcher.ConnectAsync(CancellationToken.None).Soon()).Connected);
        iot.Region.AttachPolicy("watch", iot.Region.Arn($"cert/{Assert.Single(iot.Core.CertificateIdsOf(TestIot.RegionName, "device-1"))}"));
        await watcher.SubscribeAsync(topic, CancellationToken.None).Soon();

        await using var newcomer = new MqttDevice("device-2", DeviceGateway.HostName, gateway.Port, OwnCertificate("device-2"));
        Assert.True((await newcomer.ConnectAsync(CancellationToken.None).Soon()).Connected);

        var told = JsonNode.Parse((await watcher.ReceiveAsync(CancellationToken.None).AsTask().Soon()).Payload.Span)!;
        Assert.Equal(Assert.Single(iot.Core.CertificateIdsOf(TestIot.RegionName, "device-2")), told["certificateId"]!.ToString());
        Assert.Equal("PENDING_ACTIVATION", told["certificateStatus"]!.ToString());
    }

    private static async Task<JsonObject> AskAsync(MqttDevice device, string topic, JsonObject request)
    {
        // Subscribed before asking, as the fleet provisioning API demands: the answer is sent once.
        await device.SubscribeAsync($"{topic}/accepted", CancellationToken.None).Soon();
        await device.SubscribeAsync($"{topic}/rejected", CancellationToken.None).Soon();
        await device.PublishAsync(topic, Encoding.UTF8.GetBytes(request.ToJsonString()), CancellationToken.None).Soon();
        var reply = await device.ReceiveAsync(CancellationToken.None).AsTask().Soon();
        Assert.True(reply.Topic == $"{topic}/accepted", Encoding.UTF8.GetString(reply.Payload.Span));
        return JsonNode.Parse(reply.Payload.Span)!.AsObject();
    }

    private DeviceFiles OwnCertificate(string name)
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        var certificate = iot.Root.SignRequest(CertificationRequests.Create(key, name), CertificateProfile.Device, ValidityPeriod.FromNow(iot.Clock, TimeSpan.FromDays(1)));
        return Files(name, certificate.CertificatePem, key.ExportPrivateKeyPem());
    }

    private DeviceFiles Files(string name, string certificatePem, string keyPem) => new(
        folder.Write($"{name}.pem", certificatePem), folder.Write($"{name}.key", keyPem), folder.Write("root.pem", pki.Root.ExportCertificatePem()));
}
