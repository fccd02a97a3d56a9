using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Infra.Identity.Contracts;
using Infra.Tests.Lambdas;
using Infra.Tests.Pki;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tests.Tools.Devices;

/// <summary>Manifests as the makers of secure elements and modules write them.</summary>
[Collection("dynalite")]
public sealed class Provision_devices_import_of_others(Dynalite dynalite) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestElements _vendor = new();

    public void Dispose()
    {
        _folder.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public async Task records_secure_elements_whose_entries_their_vendor_signed()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        using var stranger = new TestElements("Stranger");
        var manifest = _folder.Write("elements.json", TestElements.Manifest(
            _vendor.Sign(TestElements.Element(1, out var first, out _)), stranger.Sign(TestElements.Element(2, out _, out _)), _vendor.Sign(TestElements.Element(3, out var third, out _))));
        var signer = _folder.Write("signer.crt", _vendor.Signer.ExportCertificatePem());

        var run = tool.Run("import", manifest, "--format", "microchip", "--manifest-signer", signer, "--json");

        Assert.Equal((1, 2, 1), (run.ExitCode, run.Json.GetProperty("recorded").GetInt32(), run.Json.GetProperty("rejected").GetInt32()));
        Assert.Equal([(TestElements.UniqueId(1), first), (TestElements.UniqueId(3), third)], (await tool.ReadAsync()).Select(item => (item.Key, DerOf(item.Value[DeviceTable.PublicKey]))));
        var reject = JsonDocument.Parse(File.ReadLines(manifest + ".rejects.ndjson").Single()).RootElement;
        Assert.Equal(("signer-unknown", TestElements.UniqueId(2), 10), (reject.GetProperty("code").GetString(), reject.GetProperty("deviceId").GetString(), reject.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task believes_no_secure_element_unsigned_unless_told()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        using var stranger = new TestElements("Stranger");
        var manifest = _folder.Write("elements.json", TestElements.Manifest(stranger.Sign(TestElements.Element(2, out _, out _))));

        var refused = tool.Run("import", manifest, "--format", "microchip", "--json");
        Assert.Equal((2, "manifest-signer-required"), (refused.ExitCode, refused.Json.GetProperty("error").GetString()));
        Assert.Empty(await tool.ReadAsync());
        Assert.Equal(["elements.json"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));

        Assert.Equal(0, tool.Run("import", manifest, "--format", "microchip", "--unsigned", "--id", "common-name").ExitCode);
        Assert.Equal(["sn" + TestElements.UniqueId(2)], (await tool.ReadAsync()).Select(item => item.Key.ToLowerInvariant()));
    }

    [Fact]
    public async Task points_to_the_format_when_signed_entries_are_taken_for_plain_ones()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var manifest = _folder.Write("elements.json", TestElements.Manifest(_vendor.Sign(TestElements.Element(2, out _, out _))));

        Assert.Equal(1, tool.Run("import", manifest).ExitCode);

        Assert.Contains("--format microchip", File.ReadAllText(manifest + ".rejects.ndjson"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("microchip", "--certificate-issuer")]
    [InlineData("microchip", "--id")]
    [InlineData("csv", "--manifest-signer")]
    [InlineData("csv", "--key-slot")]
    [InlineData("pem-folder", "--id")]
    public async Task says_which_option_belongs_to_another_format(string format, string option)
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var signer = _folder.Write("signer.crt", _vendor.Signer.ExportCertificatePem());

        var run = tool.Run("import", _folder.Write("m.txt", "x"), "--format", format, option, signer, "--json");

        Assert.Equal((2, "option-misplaced"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Contains(option, run.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task goes_on_only_with_the_same_ids_and_keys()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var manifest = _folder.Write("elements.json", TestElements.Manifest(_vendor.Sign(TestElements.Element(2, out _, out _))));
        ToolRun.Of(DeviceTool.Aws, "", "devices", "import", manifest, "--format", "microchip", "--unsigned", "--table", tool.Table, "--endpoint-url", "http://127.0.0.1:1", "--dry-run");
        ToolRun.Of(DeviceTool.Aws, "", "devices", "import", manifest, "--format", "microchip", "--unsigned", "--table", "no-such-table", "--endpoint-url", tool.Endpoint);

        var other = ToolRun.Of(DeviceTool.Aws, "", "devices", "import", manifest, "--format", "microchip", "--unsigned", "--id", "common-name", "--table", "no-such-table", "--endpoint-url", tool.Endpoint, "--json");

        Assert.Equal((3, "checkpoint-mismatch"), (other.ExitCode, other.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task records_the_keys_of_certificates_under_a_column_or_their_own_name()
    {
        using var pki = new TestHierarchy();
        var certificates = Enumerable.Range(1, 3).Select(number => Certificate(pki, $"module-{number}")).ToList();
        // The columns of Espressif's pre-provisioned modules.
        var manifest = _folder.Write("modules.csv", "MAC,cn,cert\n" + string.Concat(certificates.Select((pem, index) => $"4BA2BB8764B{index},module-{index + 1},\"{pem}\"\n")));
        var issuer = _folder.Write("issuer.pem", pki.Issuer.CertificatePem);
        var (byMac, byName) = (await DeviceTool.CreateAsync(dynalite), await DeviceTool.CreateAsync(dynalite));

        Assert.Equal(0, byMac.Run("import", manifest, "--id", "MAC").ExitCode);
        Assert.Equal(0, byName.Run("import", manifest, "--id", "common-name", "--certificate-issuer", issuer).ExitCode);

        Assert.Equal(certificates.Select((pem, index) => ($"4BA2BB8764B{index}", KeyOf(pem))), (await byMac.ReadAsync()).Select(item => (item.Key, DerOf(item.Value[DeviceTable.PublicKey]))));
        Assert.Equal(certificates.Select((pem, index) => ($"module-{index + 1}", KeyOf(pem))), (await byName.ReadAsync()).Select(item => (item.Key, DerOf(item.Value[DeviceTable.PublicKey]))));
    }

    [Fact]
    public async Task takes_only_certificates_of_the_issuer_that_was_named()
    {
        using var pki = new TestHierarchy();
        using var other = new TestHierarchy(); // the same names, other keys
        var good = Certificate(pki, "module-1");
        var manifest = _folder.Write("modules.ndjson", string.Join('\n',
        [
            JsonSerializer.Serialize(new { certificate = good, id = "m-1" }),
            JsonSerializer.Serialize(new { certificate = Certificate(other, "module-2"), id = "m-2" }),
            JsonSerializer.Serialize(new { pubkey = TestKeys.Pem(1), id = "m-3" }),
            JsonSerializer.Serialize(new { certificate = good, pubkey = TestKeys.Pem(1), id = "m-4" }),
            JsonSerializer.Serialize(new { certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", id = "m-5" }),
            JsonSerializer.Serialize(new { pubkey = good, id = "m-6" }),
            JsonSerializer.Serialize(new { certificate = Convert.ToBase64String(X509Certificate2.CreateFromPem(good).RawData), id = "m-7" }),
            JsonSerializer.Serialize(new { certificate = new { arn = "x" }, pubkey = TestKeys.Pem(1), id = "m-8" }),
        ]));
        var tool = await DeviceTool.CreateAsync(dynalite);

        var run = tool.Run("import", manifest, "--id", "id", "--certificate-issuer", _folder.Write("issuer.pem", pki.Issuer.CertificatePem));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["m-1", "m-6", "m-7"], (await tool.ReadAsync()).Keys);
        Assert.Equal(
            [("m-2", RejectCodes.CertificateUntrusted), ("m-3", RejectCodes.CertificateMissing), ("m-4", RejectCodes.KeyMismatch), ("m-5", RejectCodes.CertificateMalformed), ("m-8", RejectCodes.CertificateMissing)],
            File.ReadLines(manifest + ".rejects.ndjson").Select(line => JsonDocument.Parse(line).RootElement).Select(reject => (reject.GetProperty("deviceId").GetString(), reject.GetProperty("code").GetString())));
    }

    [Fact]
    public async Task minds_nothing_that_another_calls_a_certificate_beside_its_key()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var csv = _folder.Write("m.csv", $"device-id,pubkey,certificate\nSN-1,{TestKeys.Recorded(1)},arn:aws:iot:eu-west-1:123456789012:cert/00\n");
        var json = _folder.Write("m.ndjson", JsonSerializer.Serialize(new Dictionary<string, object> { ["device-id"] = "SN-2", ["pubkey"] = TestKeys.Pem(2), ["certificate"] = new { id = 7 } }));

        Assert.Equal(0, tool.Run("import", csv).ExitCode);
        Assert.Equal(0, tool.Run("import", json).ExitCode);
        Assert.Equal(["SN-1", "SN-2"], (await tool.ReadAsync()).Keys);
    }

    [Fact]
    public async Task takes_a_folder_of_certificates()
    {
        using var pki = new TestHierarchy();
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "certificates")).FullName;
        File.WriteAllText(Path.Combine(folder, "a.pem"), Certificate(pki, "module-1"));
        File.WriteAllText(Path.Combine(folder, "b.pem"), TestKeys.Pem(1));
        var tool = await DeviceTool.CreateAsync(dynalite);

        Assert.Equal(1, tool.Run("import", folder, "--id", "common-name").ExitCode);
        Assert.Equal(["module-1"], (await tool.ReadAsync()).Keys);
        Assert.Equal(0, tool.Run("import", folder, "--force").ExitCode);
        Assert.Equal(["a", "b", "module-1"], (await tool.ReadAsync()).Keys);
    }

    private static string Certificate(TestHierarchy pki, string name) =>
        pki.Issuer.SignRequest(TestHierarchy.DeviceRequest(name), Infra.Pki.CertificateProfile.Device, pki.Days(30)).CertificatePem;

    private static string KeyOf(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return Convert.ToBase64String(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The table has base64 of PEM.</summary>
    private static string DerOf(string recorded)
    {
        var pem = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(recorded));
        return PemEncoding.TryFind(pem, out var fields) ? pem[fields.Base64Data].ReplaceLineEndings("") : "";
    }
}
