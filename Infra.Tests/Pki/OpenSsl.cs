using System.Diagnostics;

namespace Infra.Tests.Pki;

/// <summary>OpenSSL as a judge that shares no code with the product's encoder.</summary>
internal static class OpenSsl
{
    /// <summary>Runs it in <paramref name="folder"/>; both outputs, and whether it was content.</summary>
    public static (bool Content, string Output) Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0, output + errors.Result);
    }

    /// <summary>What it understands a certificate to be.</summary>
    public static string Text(string certificatePem)
    {
        using var folder = new TemporaryFolder();
        folder.Write("certificate.pem", certificatePem);
        return Run(folder.Path, "x509", "-in", "certificate.pem", "-noout", "-text").Output;
    }

    /// <summary>openssl verify -x509_strict, root as the only anchor.</summary>
    public static (bool Content, string Output) Verify(string rootPem, string intermediatesPem, string certificatePem, params string[] more)
    {
        using var folder = new TemporaryFolder();
        folder.Write("root.pem", rootPem);
        folder.Write("intermediates.pem", intermediatesPem);
        folder.Write("certificate.pem", certificatePem);
        return Run(folder.Path,
            ["verify", "-x509_strict", "-CAfile", "root.pem", .. intermediatesPem.Length > 0 ? (string[])["-untrusted", "intermediates.pem"] : [], .. more, "certificate.pem"]);
    }
}

/// <summary>A folder that is gone at the end of the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("infra-tests-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
