using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Infra.Local.Iot.X509;
using Infra.Pki;

namespace Infra.Tests.Local.Iot;

public sealed class A_ca_certificate_registration : IDisposable
{
    private readonly TestIot iot = new();

    public void Dispose() => iot.Dispose();

    [Fact]
    public async Task takes_a_verification_certificate_that_the_ca_signed_over_the_code()
    {
        var body = Request(await CodeAsync());
        var answer = await iot.CallAsync("POST", "/cacertificate?setAsActive=true&allowAutoRegistration=true", body);

        using var certificate = X509Certificate2.CreateFromPem(iot.Root.CertificatePem);
        var id = CertificateFacts.IdOf(certificate);
        Assert.Equal(id, answer["certificateId"]!.ToString());
        Assert.Equal($"arn:aws:iot:eu-west-1:123456789012:cacert/{id}", answer["certificateArn"]!.ToString());
        var described = (await iot.CallAsync("GET", $"/cacertificate/{id}"))["certificateDescription"]!;
        Assert.Equal("ACTIVE", described["status"]!.ToString());
        Assert.Equal("ENABLE", described["autoRegistrationStatus"]!.ToString());
        Assert.Equal("DEFAULT", described["certificateMode"]!.ToString());
        Assert.Equal("123456789012", described["ownedBy"]!.ToString());
    }

    [Fact]
    public async Task keeps_the_code_until_it_is_deleted()
    {
        var code = await CodeAsync();
        Assert.Matches("^[0-9a-f]{64}$", code);
        Assert.Equal(code, await CodeAsync());
        await iot.CallAsync("DELETE", "/registrationcode");
        Assert.NotEqual(code, await CodeAsync());
    }

    [Fact]
    public async Task has_a_code_of_its_own_in_each_region()
    {
        Assert.NotEqual(await CodeAsync(), iot.Core.Region("us-east-1").CaCertificates.RegistrationCode);
    }

    [Fact]
    public async Task refuses_a_verification_certificate_for_another_code()
    {
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", Request(new string('0', 64)));
        Assert.Equal((400, "RegistrationCodeValidationException"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task refuses_a_verification_certificate_that_another_ca_signed()
    {
        // Same name, another key: only the signature tells.
        using var impostor = iot.NewAuthority("WidgIoT Device CA");
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", Request(await CodeAsync(), impostor));
        Assert.Equal((400, "CertificateValidationException"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task refuses_an_expired_verification_certificate()
    {
        var body = Request(await CodeAsync());
        iot.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("CertificateValidationException", (await iot.RefusalAsync("POST", "/cacertificate", body)).Code);
    }

    [Fact]
    public async Task refuses_a_device_certificate_in_the_cas_place()
    {
        using var device = iot.DeviceCertificate("device-1");
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", new() { ["caCertificate"] = device.ExportCertificatePem(), ["certificateMode"] = "SNI_ONLY" });
        Assert.Equal("CertificateValidationException", refusal.Code);
        Assert.Contains("CA:TRUE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task needs_no_verification_certificate_in_mode_sni_only_and_refuses_one()
    {
        var body = Request(await CodeAsync());
        body["certificateMode"] = "SNI_ONLY";
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("POST", "/cacertificate", body)).Code);
        body.Remove("verificationCertificate");
        var id = (await iot.CallAsync("POST", "/cacertificate", body))["certificateId"]!.ToString();
        Assert.Equal("SNI_ONLY", (await iot.CallAsync("GET", $"/cacertificate/{id}"))["certificateDescription"]!["certificateMode"]!.ToString());
    }

    [Fact]
    public async Task needs_a_verification_certificate_in_mode_default()
    {
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", new() { ["caCertificate"] = iot.Root.CertificatePem });
        Assert.Equal("InvalidRequestException", refusal.Code);
    }

    [Fact]
    public async Task names_the_existing_ca_when_it_is_repeated()
    {
        var id = iot.RegisterAuthority();
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", new() { ["caCertificate"] = iot.Root.CertificatePem, ["certificateMode"] = "SNI_ONLY" });
        Assert.Equal((409, "ResourceAlreadyExistsException"), (refusal.Status, refusal.Code));
        Assert.Equal(id, refusal.Details["resourceId"]);
        Assert.EndsWith($"cacert/{id}", refusal.Details["resourceArn"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task takes_ten_cas_of_one_name_and_no_eleventh()
    {
        for (var i = 0; i < 10; i++)
        {
            using var authority = iot.NewAuthority("WidgIoT Device CA");
            iot.RegisterAuthority(authority);
        }
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", new() { ["caCertificate"] = iot.Root.CertificatePem, ["certificateMode"] = "SNI_ONLY" });
        Assert.Equal((410, "LimitExceededException"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task is_updated_and_deleted_only_when_inactive()
    {
        var id = iot.RegisterAuthority();
        Assert.Equal((406, "CertificateStateException"), await CodeOf("DELETE", $"/cacertificate/{id}"));
        await iot.CallAsync("PUT", $"/cacertificate/{id}?newStatus=INACTIVE&newAutoRegistrationStatus=DISABLE");
        var described = (await iot.CallAsync("GET", $"/cacertificate/{id}"))["certificateDescription"]!;
        Assert.Equal(("INACTIVE", "DISABLE", "2"), (described["status"]!.ToString(), described["autoRegistrationStatus"]!.ToString(), described["customerVersion"]!.ToString()));
        await iot.CallAsync("DELETE", $"/cacertificate/{id}");
        Assert.Equal((404, "ResourceNotFoundException"), await CodeOf("GET", $"/cacertificate/{id}"));
    }

    [Fact]
    public async Task needs_pass_role_for_the_role_it_hands_over()
    {
        var role = iot.Role("jitp", Templates.JitpPermissions);
        iot.DeployJitp(role);
        var caller = iot.Role("operator", (["iot:RegisterCACertificate"], "*"));
        var body = new JsonObject
        {
            ["caCertificate"] = iot.Root.CertificatePem,
            ["certificateMode"] = "SNI_ONLY",
            ["registrationConfig"] = new JsonObject { ["templateName"] = TestIot.JitpTemplate, ["roleArn"] = role.RoleArn },
        };
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", body, caller);
        Assert.Contains("iam:PassRole", refusal.Message, StringComparison.Ordinal);
        iot.Iam.Get("operator").Policies["pass"] = Infra.Local.Iam.PolicyDocument.Parse($$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"{{role.RoleArn}}",
             "Condition":{"StringEquals":{"iam:PassedToService":"iot.amazonaws.com"} } } }
            """);
        await iot.CallAsync("POST", "/cacertificate", body, caller);
    }

    [Theory]
    [InlineData("unknown-template", "ResourceNotFoundException")]
    [InlineData("fleet", "InvalidRequestException")]
    public async Task refuses_a_template_that_is_not_for_jitp(string template, string code)
    {
        iot.Region.Templates.Create(new("fleet", "FLEET_PROVISIONING", Templates.Fleet, iot.Role("jitp").RoleArn) { Enabled = true });
        var refusal = await iot.RefusalAsync("POST", "/cacertificate", new()
        {
            ["caCertificate"] = iot.Root.CertificatePem,
            ["certificateMode"] = "SNI_ONLY",
            ["registrationConfig"] = new JsonObject { ["templateName"] = template },
        });
        Assert.Equal(code, refusal.Code);
    }

    private async Task<string> CodeAsync() => (await iot.CallAsync("GET", "/registrationcode"))["registrationCode"]!.ToString();

    private async Task<(int, string)> CodeOf(string method, string path)
    {
        var refusal = await iot.RefusalAsync(method, path);
        return (refusal.Status, refusal.Code);
    }

    private JsonObject Request(string code, SoftwareAuthority? signer = null) => new()
    {
        ["caCertificate"] = iot.Root.CertificatePem,
        ["verificationCertificate"] = iot.Sign(signer ?? iot.Root, CertificateProfile.Verification, DistinguishedNames.CommonName(code), days: 1),
    };
}
