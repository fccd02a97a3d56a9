using System.Diagnostics;
using Infra.Tests.Pki;
using Infra.Tests.Support;

namespace Infra.Tests.Tools.Pki;

/// <summary>The committed sample ceremony, held in a folder that is gone at the end; authorities, requests and lists as commands make them.</summary>
internal sealed class CeremonyWorld : IDisposable
{
    public static readonly string Sample = Repository.PathOf("docs", "ceremonies", "widgiot.yaml");

    private readonly TemporaryFolder _folder = new();

    public CeremonyWorld(params string[] more)
    {
        Init = ToolRun.Of(["pki", "init", Sample, "--out", PathOf("pki"), "--json", .. more]);
        Assert.True(Init.ExitCode == 0, Init.Error + Init.Output);
    }

    public ToolRun Init { get; }

    public string Root => PathOf("pki/root");

    public string Intermediate => PathOf("pki/intermediate");

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public string WritePrivate(string name, string text) => _folder.WritePrivate(name, text);

    /// <summary>Issues below the intermediate; the folder with certificate.pem and chain.pem.</summary>
    public string Issue(string name, string profile = "device")
    {
        var run = ToolRun.Of("pki", "issue", "--authority", Intermediate, "--csr", Request(name), "--profile", profile, "--days", "30", "--out", PathOf(name));
        Assert.True(run.ExitCode == 0, run.Error);
        return PathOf(name);
    }

    /// <summary>The same by openssl, which signs whatever it is told to: a name outside the intermediate's constraints.</summary>
    public string IssueUnchecked(string name, string organization)
    {
        Directory.CreateDirectory(PathOf(name));
        File.Copy(Intermediate + "/chain.pem", PathOf(name + "/chain.pem"));
        Write("extensions", "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n");
        var (content, output) = Run("openssl", "x509", "-req", "-in", Request(name, organization), "-CA", Intermediate + "/certificate.pem", "-CAkey", Intermediate + "/key.pem",
            "-days", "30", "-extfile", "extensions", "-out", PathOf(name + "/certificate.pem"));
        Assert.True(content, output);
        return PathOf(name);
    }

    /// <summary>A request beside its key; the request's path.</summary>
    public string Request(string name, string organization = "Automatra")
    {
        using var key = Infra.Pki.SigningKey.Generate(Infra.Pki.KeyAlgorithm.EcP256);
        var subject = Infra.Pki.DistinguishedNames.CommonName(name, organization: organization, country: "US");
        WritePrivate(name + ".key", key.ExportPrivateKeyPem());
        return Write(name + ".csr", Infra.Pki.Pem.OfRequest(Infra.Pki.CertificationRequests.Create(key, subject)));
    }

    public void Revoke(string folder, string reason = "keyCompromise")
    {
        var run = ToolRun.Of("pki", "revoke", "--authority", Intermediate, "--certificate", Path.Combine(folder, "certificate.pem"), "--reason", reason);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    /// <summary>A new list of the intermediate, with the root's in one file, as judges take them.</summary>
    public string Lists()
    {
        var run = ToolRun.Of("pki", "crl", "--authority", Intermediate);
        Assert.True(run.ExitCode == 0, run.Error);
        return Write("crls.pem", File.ReadAllText(Root + "/crl.pem") + File.ReadAllText(Intermediate + "/crl.pem"));
    }

    /// <summary>Runs a judge; whether it was content, and what it said.</summary>
    public (bool Content, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0, output + errors.Result);
    }

    public void Dispose() => _folder.Dispose();
}
