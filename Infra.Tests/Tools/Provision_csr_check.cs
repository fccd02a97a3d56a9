using Infra.Tests.Pki;

namespace Infra.Tests.Tools;

public sealed class Provision_csr_check : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void accepts_a_request_that_openssl_made()
    {
        OpenSsl.Run(_folder.Path, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-subj", "/CN=SN-0001", "-out", "device.csr");

        var run = ToolRun.Of("csr", "check", Path.Combine(_folder.Path, "device.csr"), "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Json.GetProperty("accepted").GetBoolean());
        Assert.Equal("SN-0001", run.Json.GetProperty("deviceId").GetString());
    }

    [Fact]
    public void reads_standard_input_and_speaks_to_people()
    {
        var run = ToolRun.WithInput(Infra.Pki.Pem.OfRequest(TestHierarchy.DeviceRequest("SN-0002")), "csr", "check", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("accepted: the request of device SN-0002 is in order", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void reads_der_too()
    {
        var path = Path.Combine(_folder.Path, "device.der");
        File.WriteAllBytes(path, TestHierarchy.DeviceRequest("SN-0003"));

        Assert.Equal(0, ToolRun.Of("csr", "check", path).ExitCode);
    }

    [Fact]
    public void refuses_a_tampered_request_with_the_authorizer_s_reason()
    {
        var der = TestHierarchy.DeviceRequest("SN-0001");
        der[^1] ^= 1;

        var run = ToolRun.WithInput(Infra.Pki.Pem.OfRequest(der), "csr", "check", "-", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.False(run.Json.GetProperty("accepted").GetBoolean());
        Assert.Equal("signature_invalid", run.Json.GetProperty("reason").GetString());
    }

    [Fact]
    public void compares_the_key_with_the_recorded_one()
    {
        foreach (var name in (string[])["own", "other"])
        {
            OpenSsl.Run(_folder.Path, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", $"{name}.key", "-subj", "/CN=SN-0001", "-out", $"{name}.csr");
            OpenSsl.Run(_folder.Path, "pkey", "-in", $"{name}.key", "-pubout", "-out", $"{name}.pem");
        }

        var own = ToolRun.Of("csr", "check", PathOf("own.csr"), "--device-key", PathOf("own.pem"), "--json");
        var other = ToolRun.Of("csr", "check", PathOf("own.csr"), "--device-key", PathOf("other.pem"), "--json");

        Assert.Equal((0, true), (own.ExitCode, own.Json.GetProperty("accepted").GetBoolean()));
        Assert.Equal((1, Infra.Lambdas.Devices.DeviceFaults.KeyDiffers), (other.ExitCode, other.Json.GetProperty("reason").GetString()));
    }

    [Fact]
    public void says_which_file_it_cannot_read()
    {
        var run = ToolRun.Of("csr", "check", "/does/not/exist.csr");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("provision: error: cannot read '/does/not/exist.csr'", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("csr", "check")]
    [InlineData("csr", "chekc", "x")]
    [InlineData("pki", "sign", "--csr", "x")]
    [InlineData("pki", "sign", "--csr", "a", "--parent-chain", "b", "--parent-key", "c", "--out", "d", "--days", "0")]
    public void ends_with_code_2_when_the_command_line_makes_no_sense(params string[] args)
    {
        var run = ToolRun.Of(args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("provision: error: ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string PathOf(string name) => Path.Combine(_folder.Path, name);
}
