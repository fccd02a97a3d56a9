using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Infra.Tests.Pki;
using Infra.Tests.Support;

namespace Infra.Tests.Docs;

/// <summary>The commands of <c>docs/demonstration.md</c>, taken from the page and run as one script, with the built tool and the built local cloud.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class The_demonstration : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // XC-70, XC-71: a hierarchy whose path lengths and name constraints hold for the very devices it is made for; XC-67, XC-68: test data whose CN is the
    // device id, really imported, and one protocol; C-53, C-54, C-60 to C-76 in one go. XC-65: it runs in a folder that is not the repository's.
    [Fact]
    public async Task runs_as_it_stands_from_the_ceremony_to_five_devices()
    {
        var (exitCode, said) = await RunAsync(string.Join('\n', Commands()));

        Assert.True(exitCode == 0, said);
        var root = X509CertificateLoader.LoadCertificateFromFile(PathOf("demo/pki/root/certificate.pem"));
        foreach (var folder in Directory.GetDirectories(PathOf("demo/devices")))
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(Path.Combine(folder, "device.crt"));
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true } };
            chain.ChainPolicy.CustomTrustStore.Add(root);
            chain.ChainPolicy.ExtraStore.AddRange(certificates);
            Assert.True(chain.Build(certificates[0]), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
            Assert.Equal(["device", "issuer", "intermediate", "root"], chain.ChainElements.Select(element => element.Certificate.Subject).Select(subject =>
                subject.Contains("device-", StringComparison.Ordinal) ? "device" : subject.Contains("us-east-1", StringComparison.Ordinal) ? "issuer" : subject.Contains("WidgIoT CA", StringComparison.Ordinal) ? "intermediate" : "root"));
        }

        Assert.Equal(5, Directory.GetDirectories(PathOf("demo/devices")).Length);
        Assert.Contains("published: device-0001", said, StringComparison.Ordinal);
        // XC-73: what must be secret is, on the disk too; and nothing of it was said.
        var secrets = Directory.EnumerateFiles(PathOf("demo"), "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith("passphrase", StringComparison.Ordinal) || file.EndsWith("aws.env", StringComparison.Ordinal) || File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal)).ToArray();
        Assert.Equal(10, secrets.Length); // a passphrase, the operator's key, two authorities, an OCSP signer, five devices
        Assert.All(secrets, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.DoesNotContain("PRIVATE KEY", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task shows_a_line_that_finds_exactly_these_commands()
    {
        var line = Page().Split('\n').Single(line => line.StartsWith("sed -n ", StringComparison.Ordinal));
        Assert.EndsWith(" | bash -e", line, StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", line[..line.IndexOf(" | ", StringComparison.Ordinal)]]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true })!;

        Assert.Equal(string.Concat(Commands()), await process.StandardOutput.ReadToEndAsync());
    }

    private static string Page() => Repository.Read("docs", "demonstration.md");

    private static IEnumerable<string> Commands() => ShellBlock().Matches(Page()).Select(block => block.Groups["commands"].Value);

    private async Task<(int ExitCode, string Said)> RunAsync(string script)
    {
        // Where the page has the repository's root: its own ./infra, which would build first, and the ceremony's file.
        File.SetUnixFileMode(_folder.Write("infra", $$"""
            #!/usr/bin/env bash
            command=$1; shift
            case "$command" in
              provision) exec dotnet "{{AppContext.BaseDirectory}}provision.dll" "$@" ;;
              local) exec dotnet "{{AppContext.BaseDirectory}}infra-local.dll" "$@" ;;
            esac
            exit 99
            """), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(PathOf("docs"), Repository.PathOf("docs"));
        var start = new ProcessStartInfo("bash", ["-e", _folder.Write("demonstration.sh", script)])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try { await process.WaitForExitAsync(limit.Token); }
        catch (OperationCanceledException) { process.Kill(entireProcessTree: true); }
        var log = File.Exists(PathOf("demo/run.log")) ? await File.ReadAllTextAsync(PathOf("demo/run.log")) : "";
        return (process.HasExited ? process.ExitCode : -1, $"{await output}\n{await errors}\n{log}");
    }

    private string PathOf(string relative) => Path.Combine(_folder.Path, relative);

    [GeneratedRegex("^```sh\n(?<commands>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
