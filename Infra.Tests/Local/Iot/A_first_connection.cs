using System.Security.Cryptography.X509Certificates;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot;
using Infra.Local.Iot.Connections;
using Infra.Local.Iot.X509;

namespace Infra.Tests.Local.Iot;

public sealed class A_first_connection : IDisposable
{
    private readonly TestIot iot = new();

    public void Dispose() => iot.Dispose();

    [Fact]
    public async Task provisions_the_device_and_is_dropped_and_the_second_is_accepted()
    {
        iot.DeployJitp(iot.Role("jitp", Templates.JitpPermissions));
        var authority = iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");

        Assert.Equal(DropReasons.RegisteredNow, Dropped(await iot.ConnectAsync(device, "device-1")));
        var session = Accepted(await iot.ConnectAsync(device, "device-1"));

        var id = CertificateFacts.IdOf(device);
        Assert.Equal(("device-1", id, "device-1"), (session.ClientId, session.CertificateId, session.ThingName));
        Assert.Equal([id], iot.Core.CertificateIdsOf(TestIot.RegionName, "device-1"));
        var registered = iot.Region.Certificates.Get(id);
        Assert.Equal(("ACTIVE", authority), (registered.Status, registered.CaCertificateId));
        Assert.True(iot.Identities.MayPublish(session, "widgiot/device-1/data"));
        Assert.False(iot.Identities.MayPublish(session, "widgiot/device-2/data"));
        Assert.True(iot.Identities.MaySubscribe(session, "widgiot/device-1/#"));
        Assert.False(iot.Identities.MaySubscribe(session, "widgiot/#"));
        Assert.True(iot.Identities.MayReceive(session, "widgiot/device-1/data"));
        Assert.False(iot.Identities.MayReceive(session, "widgiot/device-2/data"));
    }

    [Fact]
    public async Task announces_itself_on_the_topic_that_jitr_rules_listen_to()
    {
        var authority = iot.RegisterAuthority(template: null);
        using var device = iot.DeviceCertificate("device-1");

        Assert.Equal(DropReasons.RegisteredNow, Dropped(await iot.ConnectAsync(device, "device-1")));
        Assert.Equal(DropReasons.PendingActivation, Dropped(await iot.ConnectAsync(device, "device-1")));

        var happened = Assert.Single(iot.Core.Events);
        Assert.Equal(IotEventKinds.CertificateRegistered, happened.Kind);
        Assert.Equal($"$aws/events/certificates/registered/{authority}", happened.Topic);
        Assert.Equal(CertificateFacts.IdOf(device), happened.Payload!["certificateId"]!.ToString());
        Assert.Equal("PENDING_ACTIVATION", happened.Payload["certificateStatus"]!.ToString());
        Assert.Equal("123456789012", happened.Payload["awsAccountId"]!.ToString());
    }

    // Necessary: without any one permission of the list the device stays outside. Sufficient: with all of them it comes in (first test).
    [Theory]
    [InlineData("iot:DescribeCertificate")]
    [InlineData("iot:UpdateCertificate")]
    [InlineData("iot:AttachPolicy")]
    [InlineData("iot:AttachThingPrincipal")]
    [InlineData("iot:DescribeThing")]
    [InlineData("iot:CreateThing")]
    [InlineData("iot:GetPolicy")]
    public async Task fails_without_any_one_permission_of_the_provisioning_role(string missing)
    {
        iot.DeployJitp(iot.Role("jitp", [.. Templates.JitpPermissions.Where(permission => permission.Actions[0] != missing)]));
        iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");

        Assert.Equal(DropReasons.ProvisioningFailed, Dropped(await iot.ConnectAsync(device, "device-1")));

        Assert.Equal("PENDING_ACTIVATION", iot.Region.Certificates.Get(CertificateFacts.IdOf(device)).Status);
        var failure = Assert.Single(iot.Core.Events, happened => happened.Kind == IotEventKinds.ProvisioningFailed);
        Assert.Contains(missing, failure.Detail, StringComparison.Ordinal);
        Assert.Equal(DropReasons.PendingActivation, Dropped(await iot.ConnectAsync(device, "device-1")));
    }

    [Theory]
    [InlineData("""{"Service":"lambda.amazonaws.com"}""", "123456789012", "*")]
    [InlineData("""{"Service":"iot.amazonaws.com"}""", "999999999999", "*")]
    [InlineData("""{"Service":"iot.amazonaws.com"}""", "123456789012", "arn:aws:iot:us-east-1:123456789012:*")]
    public async Task fails_when_the_role_does_not_trust_aws_iot_for_this_template(string principal, string account, string source)
    {
        var trust = $$$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{{{principal}}},"Action":"sts:AssumeRole",
             "Condition":{"StringEquals":{"aws:SourceAccount":"{{{account}}}"},"ArnLike":{"aws:SourceArn":"{{{source}}}"} } } }
            """;
        var role = iot.Iam.Add("jitp", "/", PolicyDocument.Parse(trust));
        role.Policies["all"] = PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");
        iot.DeployJitp(new Caller("", role.Arn));
        iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");

        Assert.Equal(DropReasons.ProvisioningFailed, Dropped(await iot.ConnectAsync(device, "device-1")));
        Assert.Null(iot.Region.Things.Find("device-1"));
    }

    [Fact]
    public async Task is_turned_away_under_a_ca_that_is_not_registered()
    {
        iot.RegisterAuthority();
        using var stranger = iot.NewAuthority("Another CA");
        using var device = iot.DeviceCertificate("device-1", stranger);
        Assert.Equal(DropReasons.UnknownAuthority, Dropped(await iot.ConnectAsync(device, "device-1")));
        Assert.Null(iot.Region.Certificates.Find(CertificateFacts.IdOf(device)));
    }

    [Fact]
    public async Task is_turned_away_when_another_key_signed_under_the_registered_cas_name()
    {
        iot.RegisterAuthority();
        using var impostor = iot.NewAuthority("WidgIoT Device CA");
        using var device = iot.DeviceCertificate("device-1", impostor);
        Assert.Equal(DropReasons.UnknownAuthority, Dropped(await iot.ConnectAsync(device, "device-1")));
    }

    [Fact]
    public async Task finds_its_ca_among_two_of_one_name()
    {
        iot.RegisterAuthority(template: null);
        using var successor = iot.NewAuthority("WidgIoT Device CA");
        var id = iot.RegisterAuthority(successor, template: null);
        using var device = iot.DeviceCertificate("device-1", successor);
        Assert.Equal(DropReasons.RegisteredNow, Dropped(await iot.ConnectAsync(device, "device-1")));
        Assert.Equal(id, iot.Region.Certificates.Get(CertificateFacts.IdOf(device)).CaCertificateId);
    }

    [Theory]
    [InlineData(false, true, DropReasons.AuthorityInactive)]
    [InlineData(true, false, DropReasons.AutoRegistrationDisabled)]
    public async Task is_turned_away_unless_the_ca_is_active_and_registers_by_itself(bool active, bool autoRegistration, string reason)
    {
        iot.RegisterAuthority(active: active, autoRegistration: autoRegistration);
        using var device = iot.DeviceCertificate("device-1");
        Assert.Equal(reason, Dropped(await iot.ConnectAsync(device, "device-1")));
    }

    [Fact]
    public async Task is_turned_away_with_a_ca_certificate_in_a_devices_place()
    {
        iot.RegisterAuthority();
        using var authority = X509Certificate2.CreateFromPem(iot.Root.CertificatePem);
        Assert.Equal(DropReasons.NotADeviceCertificate, Dropped(await iot.ConnectAsync(authority, "device-1")));
    }

    [Fact]
    public async Task is_turned_away_after_the_certificates_end()
    {
        iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1", days: 1);
        iot.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(DropReasons.CertificateExpired, Dropped(await iot.ConnectAsync(device, "device-1")));
    }

    [Fact]
    public async Task is_provisioned_once_however_many_connections_race()
    {
        iot.DeployJitp(iot.Role("jitp", Templates.JitpPermissions));
        iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");
        var copies = Enumerable.Range(0, 16).Select(_ => X509CertificateLoader.LoadCertificate(device.RawData)).ToArray();

        await Task.WhenAll(copies.Select(copy => Task.Run(() => iot.ConnectAsync(copy, "device-1"))));

        Assert.Single(iot.Core.Events, happened => happened.Kind == IotEventKinds.CertificateRegistered);
        Assert.Single(iot.Core.Events, happened => happened.Kind == IotEventKinds.Provisioned);
        foreach (var copy in copies) { copy.Dispose(); }
    }

    [Fact]
    public async Task fails_when_the_template_wants_a_subject_field_that_the_certificate_lacks()
    {
        iot.Region.Policies.Create(TestIot.DevicePolicyName, DevicePolicies.OwnTopicsOnly);
        var body = Templates.Jitp.Replace("\"AWS::IoT::Certificate::Id\":{\"Type\":\"String\"}",
            "\"AWS::IoT::Certificate::Id\":{\"Type\":\"String\"},\"AWS::IoT::Certificate::SerialNumber\":{\"Type\":\"String\"}", StringComparison.Ordinal);
        iot.Region.Templates.Create(new(TestIot.JitpTemplate, "JITP", body, iot.Role("jitp", Templates.JitpPermissions).RoleArn) { Enabled = true });
        iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");

        Assert.Equal(DropReasons.ProvisioningFailed, Dropped(await iot.ConnectAsync(device, "device-1")));
        Assert.Contains(iot.Core.Events, happened => happened.Detail.Contains("'AWS::IoT::Certificate::SerialNumber' has no value", StringComparison.Ordinal));
    }

    [Fact]
    public async Task attaches_a_reissued_certificate_to_the_same_thing()
    {
        iot.DeployJitp(iot.Role("jitp", Templates.JitpPermissions));
        iot.RegisterAuthority();
        using var first = iot.DeviceCertificate("device-1");
        using var second = iot.DeviceCertificate("device-1");
        await iot.ConnectAsync(first, "device-1");
        var thing = iot.Region.Things.Get("device-1").Id;
        Assert.Equal(DropReasons.RegisteredNow, Dropped(await iot.ConnectAsync(second, "device-1")));
        Accepted(await iot.ConnectAsync(second, "device-1"));
        Assert.Equal(thing, iot.Region.Things.Get("device-1").Id);
        Assert.Equal(2, iot.Core.CertificateIdsOf(TestIot.RegionName, "device-1").Count);
    }

    private static string Dropped(ConnectDecision decision) => Assert.IsType<ConnectDecision.Dropped>(decision).Reason;

    private static DeviceSession Accepted(ConnectDecision decision) => Assert.IsType<ConnectDecision.Accepted>(decision).Session;
}
