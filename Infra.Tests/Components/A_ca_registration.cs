using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_ca_registration
{
    [Fact]
    public async Task with_required_arguments_only_leaves_the_rest_to_the_providers_defaults()
    {
        var recorder = await Deployed.By(() => _ = new CaRegistration("ca", new() { Region = "us-east-1", CaCertificatePem = "pem" }));

        Assert.Equal(["caCertificatePem", "region"], recorder.Single("provisioning:index:CaRegistration").Inputs.Keys.Order(StringComparer.Ordinal));
    }

    // XC-84: the seed registered its CA without auto-registration and without a template.
    [Fact]
    public async Task with_every_argument_hands_each_to_the_provider_under_its_contracts_name()
    {
        var recorder = await Deployed.By(() => _ = new CaRegistration("ca", new()
        {
            Region = "us-east-1",
            CaCertificatePem = "pem",
            CertificateAuthorityArn = "arn",
            CertificateMode = "DEFAULT",
            Active = true,
            AutoRegistration = true,
            TemplateName = "widgiot-jitp",
            AdoptExisting = true,
        }));

        Assert.Equal(
            ["active", "adoptExisting", "autoRegistration", "caCertificatePem", "certificateAuthorityArn", "certificateMode", "region", "templateName"],
            recorder.Single("provisioning:index:CaRegistration").Inputs.Keys.Order(StringComparer.Ordinal));
    }
}
