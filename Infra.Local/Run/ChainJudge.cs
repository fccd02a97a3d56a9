using System.Diagnostics;

namespace Infra.Local.Run;

/// <summary>Asks openssl, which we did not write, whether a device's certificate chains to the root of the run.</summary>
internal static class ChainJudge
{
    /// <summary>Nothing when openssl is content, else what it said.</summary>
    public static async Task<string?> ObjectionAsync(string rootPath, string chainPath, string certificatePath, CancellationToken cancellationToken)
    {
        // AWS IoT Core's own certificates come without a chain: their issuer is the root.
        string[] untrusted = new FileInfo(chainPath).Length == 0 ? [] : ["-untrusted", chainPath];
        var start = new ProcessStartInfo("openssl",
            ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", rootPath, .. untrusted, certificatePath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var openssl = Process.Start(start) ?? throw new InvalidOperationException("openssl could not be started");
        var output = openssl.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = openssl.StandardError.ReadToEndAsync(cancellationToken);
        await openssl.WaitForExitAsync(cancellationToken);
        return openssl.ExitCode == 0 ? null : $"{await output}{await errors}".Trim();
    }
}
