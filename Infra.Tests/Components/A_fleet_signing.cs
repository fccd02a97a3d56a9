using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_fleet_signing
{
    [Fact]
    public async Task has_the_function_sign_for_the_regions_fleet_provisioning()
    {
        var provider = (await Signing()).Single("provisioning:index:CertificateProvider");

        Assert.Equal(
            ("us-east-1", "widgiot-certificates", "arn:aws:lambda:us-east-1:123456789012:function:widgiot-certificate-provider"),
            (provider.Text("region"), provider.Text("providerName"), provider.Text("functionArn")));
    }

    [Fact]
    public async Task lets_aws_iot_call_the_function_for_this_provider_of_this_account_before_any_device_can_ask()
    {
        var recorder = await Signing();

        var permission = recorder.Single("aws:lambda/permission:Permission", "fleet-signing");
        Assert.Equal(("widgiot-certificate-provider", "iot.amazonaws.com", "123456789012"), (permission.Text("function"), permission.Text("principal"), permission.Text("sourceAccount")));
        Assert.Equal("arn:aws:iot:us-east-1:123456789012:certificateprovider?widgiot-certificates", permission.Text("sourceArn"));
        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.LastIndexOf("aws:lambda/permission:Permission"), 0, order.IndexOf("provisioning:index:CertificateProvider") - 1);
    }

    private static Task<Recorder> Signing() => Deployed.By(() =>
    {
        var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
        var ledger = new IssuanceLedger("issuance", new() { Names = Deployed.Names });
        var authority = new RegionalAuthority("authority", new() { Names = Deployed.Names, Parent = new Parent.Software("chain", "key") });
        _ = new FleetSigning("fleet-signing", new()
        {
            Names = Deployed.Names,
            Function = ProvisioningFunctions.CertificateProvider(Deployed.Functions, registry, authority, ledger),
        });
    });
}
