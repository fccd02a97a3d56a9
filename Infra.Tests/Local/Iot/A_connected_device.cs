using Infra.Local.Gateway;
using Infra.Local.Iot.Connections;
using Infra.Local.Iot.X509;

namespace Infra.Tests.Local.Iot;

public sealed class A_connected_device : IDisposable
{
    private readonly TestIot iot = new();

    public void Dispose() => iot.Dispose();

    [Fact]
    public async Task cannot_connect_under_another_devices_client_id()
    {
        using var one = iot.ProvisionedDevice("device-1");
        using var two = iot.ProvisionedDevice("device-2");
        Assert.IsType<ConnectDecision.Accepted>(await iot.ConnectAsync(one, "device-1"));
        Assert.Equal(new ConnectDecision.Dropped(DropReasons.ConnectNotAllowed), await iot.ConnectAsync(one, "device-2"));
        Assert.Equal(new ConnectDecision.Dropped(DropReasons.ConnectNotAllowed), await iot.ConnectAsync(two, "device-1"));
    }

    [Theory]
    [InlineData("INACTIVE", DropReasons.CertificateInactive)]
    [InlineData("REVOKED", DropReasons.CertificateRevoked)]
    public async Task loses_everything_when_its_certificate_is_taken_back(string status, string reason)
    {
        using var certificate = iot.ProvisionedDevice("device-1");
        var session = Assert.IsType<ConnectDecision.Accepted>(await iot.ConnectAsync(certificate, "device-1")).Session;
        Assert.True(iot.Identities.MayPublish(session, "widgiot/device-1/data"));

        iot.Region.Certificates.SetStatus(CertificateFacts.IdOf(certificate), status);

        Assert.False(iot.Identities.MayPublish(session, "widgiot/device-1/data"));
        Assert.False(iot.Identities.MayReceive(session, "widgiot/device-1/data"));
        Assert.Equal(new ConnectDecision.Dropped(reason), await iot.ConnectAsync(certificate, "device-1"));
    }

    [Fact]
    public async Task loses_its_topics_when_its_thing_is_detached()
    {
        using var certificate = iot.ProvisionedDevice("device-1");
        var session = Assert.IsType<ConnectDecision.Accepted>(await iot.ConnectAsync(certificate, "device-1")).Session;
        iot.Region.Attachments.DetachPrincipal("device-1", iot.Region.Arn($"cert/{session.CertificateId}"));
        Assert.False(iot.Identities.MayPublish(session, "widgiot/device-1/data"));
        Assert.False(iot.Identities.MaySubscribe(session, "widgiot/device-1/#"));
    }

    [Fact]
    public async Task gains_what_its_things_groups_are_allowed()
    {
        using var certificate = iot.ProvisionedDevice("device-1");
        var parent = iot.Region.ThingGroups.Create("fleet", null, null, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty);
        iot.Region.ThingGroups.Create("paris", "fleet", null, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty);
        iot.Region.ThingGroups.Add("paris", "device-1");
        iot.Region.Policies.Create("announcements", """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Receive","Resource":"arn:aws:iot:eu-west-1:123456789012:topic/news"}}""");
        var session = Assert.IsType<ConnectDecision.Accepted>(await iot.ConnectAsync(certificate, "device-1")).Session;
        Assert.False(iot.Identities.MayReceive(session, "news"));
        iot.Region.AttachPolicy("announcements", parent.Arn);
        Assert.True(iot.Identities.MayReceive(session, "news"));
    }

    [Fact]
    public async Task cannot_use_an_expired_certificate()
    {
        using var certificate = iot.ProvisionedDevice("device-1");
        iot.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(new ConnectDecision.Dropped(DropReasons.CertificateExpired), await iot.ConnectAsync(certificate, "device-1"));
    }
}
