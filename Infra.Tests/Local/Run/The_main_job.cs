using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Run;

/// <summary><c>./infra local</c> itself, as a process: the whole way from an empty folder to connected devices.</summary>
public sealed class The_main_job : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("main-job-");

    [Fact]
    public async Task provisions_devices_in_two_regions_from_their_private_CAs()
    {
        var (exitCode, output, errors) = await RunAsync("--devices", "5", "--regions", "us-east-1,eu-west-1", "--out", folder.FullName, "--json");
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");

        using var report = JsonDocument.Parse(output);
        Assert.Equal(File.ReadAllText(PathOf("report.json")).Trim(), output.Trim());
        Assert.True(report.RootElement.GetProperty("succeeded").GetBoolean());

        var regions = report.RootElement.GetProperty("regions").EnumerateArray().ToArray();
        Assert.Equal(["us-east-1", "eu-west-1"], regions.Select(region => Text(region, "name")));
        Assert.All(regions, region => Assert.Matches("^[0-9a-f]{64}$", Text(region, "caCertificateId")));
        Assert.All(regions, region => Assert.StartsWith($"arn:aws:acm-pca:{Text(region, "name")}:", Text(region, "certificateAuthorityArn"), StringComparison.Ordinal));

        var devices = report.RootElement.GetProperty("devices").EnumerateArray().ToArray();
        Assert.Equal(5, devices.Length);
        Assert.Equal(3, devices.Count(device => Text(device, "keyType") == "EC P-256"));
        Assert.All(devices, device => Assert.Equal("connected", Text(device, "outcome")));
        Assert.All(devices, HoldsACertificateForItsOwnKey);

        // Each stack knows the other's CA as a peer's: a certificate issued in one region connects in the other, both ways.
        Assert.Equal(
            [("us-east-1", "eu-west-1", "connected"), ("eu-west-1", "us-east-1", "connected")],
            report.RootElement.GetProperty("travels").EnumerateArray().Select(travel => (Text(travel, "enrolledIn"), Text(travel, "connectsIn"), Text(travel, "outcome"))));

        var refusals = report.RootElement.GetProperty("refusals").EnumerateArray().ToArray();
        Assert.Equal(["tampered-csr", "unknown-device", "wrong-key"], refusals.Select(refusal => Text(refusal, "case")).Order());
        Assert.All(refusals, refusal => Assert.Equal(refusal.GetProperty("expected").GetInt32(), refusal.GetProperty("answer").GetInt32()));
    }

    [Fact]
    public async Task replaces_the_CA_by_its_next_generation_while_devices_are_connected()
    {
        var (exitCode, output, errors) = await RunAsync("--devices", "1", "--regions", "us-east-1,eu-west-1", "--rotate", "--out", folder.FullName, "--json");

        using var report = JsonDocument.Parse(output.Length > 0 ? output : "{}");
        Assert.True(report.RootElement.TryGetProperty("rotation", out var rotation), $"exit code {exitCode}\n{output}\n{errors}");
        var checks = rotation.GetProperty("checks").EnumerateArray().ToArray();
        Assert.All(checks, check => Assert.True(check.GetProperty("holds").GetBoolean(), check.ToString()));
        Assert.Contains("a device of CA 2 connects in eu-west-1", checks.Select(check => Text(check, "claim")));
        Assert.Equal(["1", "2 issuing", "2 announced", "2 closing", "2 retired", "2"], checks.Select(check => Text(check, "stage")).Distinct());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task provisions_devices_from_IoT_Core_when_told_to()
    {
        var (exitCode, output, errors) = await RunAsync("--devices", "2", "--regions", "eu-central-1", "--issuer", "iot-core", "--out", folder.FullName, "--json");
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");

        using var report = JsonDocument.Parse(output);
        var devices = report.RootElement.GetProperty("devices").EnumerateArray().ToArray();
        Assert.All(devices, device => Assert.Equal("connected", Text(device, "outcome")));
        Assert.All(devices, HoldsACertificateForItsOwnKey);
    }

    [Fact]
    public async Task leaves_no_private_key_but_the_devices_own_and_none_that_others_can_read()
    {
        var (exitCode, output, errors) = await RunAsync("--devices", "1", "--regions", "us-east-1", "--out", folder.FullName);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");

        var withKeys = folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file.FullName).Contains("PRIVATE KEY", StringComparison.Ordinal)).ToArray();
        var key = Assert.Single(withKeys);
        Assert.Equal("device.key", key.Name);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode);
        Assert.DoesNotContain("PRIVATE KEY", output + errors, StringComparison.Ordinal);
        Assert.Contains("1 of 1 devices connected, 3 of 3 bad requests refused", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--devices is 'none'", "--devices", "none")]
    [InlineData("--issuer is 'nobody'", "--issuer", "nobody")]
    [InlineData("no region name", "--regions", "mars")]
    [InlineData("--sideways", "--sideways")]
    public async Task refuses_a_wrong_command_line_with_exit_code_2(string said, params string[] arguments)
    {
        var (exitCode, _, errors) = await RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains("infra: error: ", errors, StringComparison.Ordinal);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void HoldsACertificateForItsOwnKey(JsonElement device)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(PathOf(Text(device, "certificatePath"))));
        Assert.Equal($"CN={Text(device, "deviceId")}", certificate.Subject);
        Assert.Equal(Text(device, "certificateId"), certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());

        using AsymmetricAlgorithm key = Text(device, "keyType") == "RSA-2048" ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(PathOf(Text(device, "keyPath"))));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private string PathOf(string relative) => Path.Combine(folder.FullName, relative);

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "infra-local.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try { await process.WaitForExitAsync(limit.Token); }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the run took longer than {Limit}; it said\n{await output}\n{await errors}");
        }
        return (process.ExitCode, await output, await errors);
    }
}
