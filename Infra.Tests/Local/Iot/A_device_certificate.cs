using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Infra.Local.Iot.X509;

namespace Infra.Tests.Local.Iot;

public sealed class A_device_certificate : IDisposable
{
    private readonly TestIot iot = new();

    public void Dispose() => iot.Dispose();

    [Fact]
    public async Task is_issued_anew_for_the_same_request_each_time()
    {
        var request = new JsonObject { ["certificateSigningRequest"] = TestIot.Request("device-1") };
        var first = await iot.CallAsync("POST", "/certificates?setAsActive=true", request);
        var second = await iot.CallAsync("POST", "/certificates", request);

        Assert.NotEqual(first["certificateId"]!.ToString(), second["certificateId"]!.ToString());
        using var certificate = X509Certificate2.CreateFromPem(first["certificatePem"]!.ToString());
        Assert.Equal(CertificateFacts.IdOf(certificate), first["certificateId"]!.ToString());
        Assert.Equal(new DateTimeOffset(2049, 12, 31, 23, 59, 59, TimeSpan.Zero), CertificateFacts.NotAfter(certificate));
        Assert.Equal("CN=device-1", certificate.Subject);
        Assert.Contains("OU=Amazon Web Services", certificate.Issuer, StringComparison.Ordinal);
        Assert.False(CertificateFacts.IsAuthority(certificate));
        using var amazon = X509Certificate2.CreateFromPem(iot.Region.Amazon.CertificatePem);
        Assert.True(CertificateSignature.IsBy(certificate, amazon));
        Assert.Equal("ACTIVE", await StatusAsync(first));
        Assert.Equal("INACTIVE", await StatusAsync(second));
    }

    [Fact]
    public async Task is_not_issued_for_a_request_whose_signature_was_tampered_with()
    {
        var der = Infra.Pki.Pem.Request(TestIot.Request("device-1"));
        der[^1] ^= 1;
        var refusal = await iot.RefusalAsync("POST", "/certificates", new() { ["certificateSigningRequest"] = Infra.Pki.Pem.OfRequest(der) });
        Assert.Equal((400, "InvalidRequestException"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task comes_with_a_key_pair_that_fits_it()
    {
        var answer = await iot.CallAsync("POST", "/keys-and-certificate?setAsActive=true");
        using var certificate = X509Certificate2.CreateFromPem(answer["certificatePem"]!.ToString(), answer["keyPair"]!["PrivateKey"]!.ToString());
        Assert.True(certificate.HasPrivateKey);
        using var publicKey = RSA.Create();
        publicKey.ImportFromPem(answer["keyPair"]!["PublicKey"]!.ToString());
        Assert.Equal(2048, publicKey.KeySize);
        Assert.Equal(certificate.PublicKey.ExportSubjectPublicKeyInfo(), publicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task is_registered_under_its_ca()
    {
        var authority = iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");
        var answer = await iot.CallAsync("POST", "/certificate/register", new() { ["certificatePem"] = device.ExportCertificatePem(), ["status"] = "ACTIVE" });
        var described = (await iot.CallAsync("GET", $"/certificates/{answer["certificateId"]}"))["certificateDescription"]!;
        Assert.Equal((authority, "ACTIVE"), (described["caCertificateId"]!.ToString(), described["status"]!.ToString()));
        var listed = await iot.CallAsync("GET", $"/certificates-by-ca/{authority}");
        Assert.Equal(answer["certificateId"]!.ToString(), Assert.Single(listed["certificates"]!.AsArray())!["certificateId"]!.ToString());
    }

    [Fact]
    public async Task names_the_existing_one_when_it_is_registered_again()
    {
        iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");
        var body = new JsonObject { ["certificatePem"] = device.ExportCertificatePem() };
        await iot.CallAsync("POST", "/certificate/register", body);
        var refusal = await iot.RefusalAsync("POST", "/certificate/register", body);
        Assert.Equal((409, "ResourceAlreadyExistsException"), (refusal.Status, refusal.Code));
        Assert.Equal(CertificateFacts.IdOf(device), refusal.Details["resourceId"]);
    }

    [Fact]
    public async Task is_not_registered_without_its_ca()
    {
        using var device = iot.DeviceCertificate("device-1");
        var body = new JsonObject { ["certificatePem"] = device.ExportCertificatePem() };
        Assert.Equal("CertificateValidationException", (await iot.RefusalAsync("POST", "/certificate/register", body)).Code);
        body["caCertificatePem"] = iot.Root.CertificatePem;
        Assert.Equal("CertificateValidationException", (await iot.RefusalAsync("POST", "/certificate/register", body)).Code);
    }

    [Fact]
    public async Task is_not_registered_when_another_key_signed_under_the_cas_name()
    {
        iot.RegisterAuthority();
        using var impostor = iot.NewAuthority("WidgIoT Device CA");
        using var device = iot.DeviceCertificate("device-1", impostor);
        Assert.Equal("CertificateValidationException", (await iot.RefusalAsync("POST", "/certificate/register", new() { ["certificatePem"] = device.ExportCertificatePem() })).Code);
    }

    [Fact]
    public async Task must_say_which_ca_when_two_bear_the_issuers_name()
    {
        using var twin = iot.NewAuthority("WidgIoT Device CA");
        iot.RegisterAuthority();
        var id = iot.RegisterAuthority(twin);
        using var device = iot.DeviceCertificate("device-1", twin);
        var body = new JsonObject { ["certificatePem"] = device.ExportCertificatePem() };
        var refusal = await iot.RefusalAsync("POST", "/certificate/register", body);
        Assert.Equal((409, "CertificateConflictException"), (refusal.Status, refusal.Code));

        body["caCertificatePem"] = twin.CertificatePem;
        var answer = await iot.CallAsync("POST", "/certificate/register", body);
        Assert.Equal(id, iot.Region.Certificates.Get(answer["certificateId"]!.ToString()).CaCertificateId);
    }

    [Fact]
    public async Task is_registered_without_a_ca_where_that_is_asked_for()
    {
        using var device = iot.DeviceCertificate("device-1");
        var answer = await iot.CallAsync("POST", "/certificate/register-no-ca", new() { ["certificatePem"] = device.ExportCertificatePem(), ["status"] = "ACTIVE" });
        var described = (await iot.CallAsync("GET", $"/certificates/{answer["certificateId"]}"))["certificateDescription"]!;
        Assert.Null(described["caCertificateId"]);
        Assert.Equal("SNI_ONLY", described["certificateMode"]!.ToString());
    }

    [Theory]
    [InlineData("PENDING_ACTIVATION")]
    [InlineData("PENDING_TRANSFER")]
    [InlineData("nonsense")]
    public async Task cannot_be_set_to_a_status_that_is_aws_iots_own(string status)
    {
        using var device = iot.ProvisionedDevice("device-1");
        var refusal = await iot.RefusalAsync("PUT", $"/certificates/{CertificateFacts.IdOf(device)}?newStatus={status}");
        Assert.Equal("InvalidRequestException", refusal.Code);
    }

    [Fact]
    public async Task is_deleted_only_when_nothing_hangs_on_it()
    {
        using var device = iot.ProvisionedDevice("device-1");
        var path = $"/certificates/{CertificateFacts.IdOf(device)}";
        var arn = iot.Region.Arn($"cert/{CertificateFacts.IdOf(device)}");
        Assert.Equal((406, "CertificateStateException"), await CodeOf("DELETE", path));
        await iot.CallAsync("PUT", $"{path}?newStatus=INACTIVE");
        Assert.Equal((409, "DeleteConflictException"), await CodeOf("DELETE", path));
        await iot.CallAsync("DELETE", "/things/device-1/principals", principal: arn);
        Assert.Equal((409, "DeleteConflictException"), await CodeOf("DELETE", path));
        await iot.CallAsync("DELETE", $"{path}?forceDelete=true");
        Assert.Equal((404, "ResourceNotFoundException"), await CodeOf("GET", path));
        Assert.Empty(iot.Region.Attachments.TargetsOf(TestIot.DevicePolicyName));
    }

    [Fact]
    public async Task is_listed_page_by_page()
    {
        var all = new HashSet<string>();
        for (var i = 0; i < 7; i++) { all.Add((await iot.CallAsync("POST", "/certificates", new() { ["certificateSigningRequest"] = TestIot.Request($"d{i}") }))["certificateId"]!.ToString()); }
        var seen = new List<string>();
        var pages = 0;
        string? marker = null;
        do
        {
            var page = await iot.CallAsync("GET", "/certificates?pageSize=3" + (marker is null ? "" : $"&marker={Uri.EscapeDataString(marker)}"));
            seen.AddRange(page["certificates"]!.AsArray().Select(item => item!["certificateId"]!.ToString()));
            marker = page["nextMarker"]?.ToString();
            pages++;
        }
        while (marker is not null);
        Assert.Equal((3, 7), (pages, seen.Count));
        Assert.True(all.SetEquals(seen));
    }

    private async Task<string> StatusAsync(JsonObject answer) =>
        (await iot.CallAsync("GET", $"/certificates/{answer["certificateId"]}"))["certificateDescription"]!["status"]!.ToString();

    private async Task<(int, string)> CodeOf(string method, string path)
    {
        var refusal = await iot.RefusalAsync(method, path);
        return (refusal.Status, refusal.Code);
    }
}
