using System.Security.Cryptography.X509Certificates;
using Infra.Components;

namespace Infra.Local.Run;

/// <summary>
/// The PKI admin of an offline parent, who signs at another desk, between a stack's first update and its second: finds the request of the region's CA
/// in the run's folder, and leaves certificate and chain there.
/// </summary>
internal sealed class PkiAdmin(RunFolder folder, Action<string> say)
{
    public const string RootPath = "pki/root.pem";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Leaves the request, and waits for the answer.</summary>
    public async Task<SignedAuthority> SignAsync(string region, string request, CancellationToken cancellationToken)
    {
        // What an earlier run left there was signed for another key.
        folder.Clear($"signed/{region}");
        var (left, certificate, chain) = ($"to-sign/{region}.csr", folder.Full($"signed/{region}/certificate.pem"), folder.Full($"signed/{region}/chain.pem"));
        folder.Write(left, request);
        say($"waiting for the PKI admin: {folder.Full(left)} is to be signed, into {certificate} and {chain}");
        while (true)
        {
            if (await WholeAsync(certificate, cancellationToken) is { } signed && await WholeAsync(chain, cancellationToken) is { } issuers)
            {
                WriteRoot(issuers);
                return new(signed, issuers);
            }
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    /// <summary>A file of certificates; null while it is not there, or somebody still writes it.</summary>
    private static async Task<string?> WholeAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken) is var text && text.TrimEnd().EndsWith("-----END CERTIFICATE-----", StringComparison.Ordinal) ? text : null;

    /// <summary>What the run's own devices trust: the chain's end, root last.</summary>
    private void WriteRoot(string chainPem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(chainPem);
        if (chain is [.., var root]) { folder.Write(RootPath, root.ExportCertificatePem() + "\n"); }
    }
}
