using Infra.Local.Run;
using Infra.Tests.Pki;
using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.Local.Run;

public sealed class A_pki_admin : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestHierarchy hierarchy = new();

    [Fact]
    public async Task is_waited_for_until_both_files_are_whole()
    {
        var said = new TaskCompletionSource<string>();
        var waiting = new PkiAdmin(new RunFolder(folder.Path), said.SetResult).SignAsync("eu-west-1", "request", CancellationToken.None);
        Assert.Contains("to-sign/eu-west-1.csr", await said.Task, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(folder.Path, "signed", "eu-west-1"));

        folder.Write("signed/eu-west-1/chain.pem", hierarchy.Issuer.IssuerChainPem);
        folder.Write("signed/eu-west-1/certificate.pem", hierarchy.Issuer.CertificatePem[..200]);
        await Task.Delay(300);
        folder.Write("signed/eu-west-1/certificate.pem", hierarchy.Issuer.CertificatePem);

        var signed = await waiting;
        Assert.Equal(
            (hierarchy.Issuer.CertificatePem, hierarchy.Issuer.IssuerChainPem),
            (await OutputUtilities.GetValueAsync(signed.CertificatePem.ToOutput()), await OutputUtilities.GetValueAsync(signed.ChainPem.ToOutput())));
        Assert.Equal(hierarchy.Root.CertificatePem.Trim(), File.ReadAllText(Path.Combine(folder.Path, PkiAdmin.RootPath)).Trim());
    }

    public void Dispose()
    {
        hierarchy.Dispose();
        folder.Dispose();
    }
}
