namespace Infra.Tests.Tools;

public sealed class A_faulty_command_line
{
    [Theory]
    [InlineData("pki issue --days x", "provision pki issue --help says what can be given")]
    [InlineData("pki sgin", "provision pki --help says what can be given")]
    [InlineData("", "provision --help says what can be given")]
    public void is_answered_with_the_help_that_fits(string line, string hint)
    {
        var run = ToolRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("provision: error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"provision: hint: {hint}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void is_one_object_for_programs_with_every_fault()
    {
        var run = ToolRun.Of("pki", "issue", "--days", "0", "--profile", "nobody", "--json");

        Assert.Equal((2, ""), (run.ExitCode, run.Error));
        Assert.Equal("command-line-faulty", run.Json.GetProperty("error").GetString());
        var message = run.Json.GetProperty("message").GetString();
        Assert.Contains("--days must be from 1 to 36500, is 0", message, StringComparison.Ordinal);
        Assert.Contains("nobody", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short\n", "passphrase-too-short", "take 8 characters or more; six random words are easy to keep")]
    [InlineData(null, "passphrase-missing", "export TOOL_TEST_NO_SUCH_VARIABLE=..., or give --passphrase-file or --passphrase-prompt")]
    public void says_of_a_passphrase_what_to_do_next(string? passphrase, string code, string hint)
    {
        using var folder = new Infra.Tests.Pki.TemporaryFolder();
        string[] source = passphrase is null ? ["--passphrase-env", "TOOL_TEST_NO_SUCH_VARIABLE"] : ["--passphrase-file", folder.WritePrivate("passphrase", passphrase)];

        var run = ToolRun.Of(["pki", "init", Pki.CeremonyWorld.Sample, "--out", Path.Combine(folder.Path, "pki"), "--json", .. source]);

        Assert.Equal((code, hint), (run.Json.GetProperty("error").GetString(), run.Json.GetProperty("hint").GetString()));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "pki")));
    }
}
