using System.Numerics;
using Infra.Pki;
using Infra.Pki.Revocation;
using Infra.Tests.Pki;
using Infra.Tools;
using Infra.Tools.Pki;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tests.Tools.Pki;

/// <summary>Each verb that writes is ended before each change that it makes to the disk, from the first to the last, and then run again as it was.</summary>
public sealed class A_ceremony_that_is_cut_short : IClassFixture<A_ceremony_that_is_cut_short.Made>, IDisposable
{
    private readonly Made _made;
    private readonly TemporaryFolder _folder = new();

    public A_ceremony_that_is_cut_short(Made made) => _made = made;

    [Fact]
    public void is_made_whole_by_the_same_command()
    {
        var ceremony = _folder.Write("ceremony.yaml", Made.Ceremony);
        var completed = 0;
        EveryCut(
            folder => ["pki", "init", ceremony, "--out", Path.Combine(folder, "new")],
            (folder, again) =>
            {
                Assert.True(again.ExitCode == 0, again.Output);
                if (again.Json.GetProperty("isResumed").GetBoolean()) { completed++; }
                foreach (var authority in (string[])["root", "intermediate"])
                {
                    var made = new AuthorityFolder(Path.Combine(folder, "new", authority));
                    using var opened = made.Unlock(TimeProvider.System, passphrase: null);
                    made.Index.Read();
                    Assert.True(RevocationList.Read(File.ReadAllText(made.PathOf(AuthorityFolder.CrlName))).IsSignedBy(Pem.Certificates(opened.CertificatePem)[0]));
                    Assert.False(File.Exists(made.PathOf("complete")));
                }

                Assert.Equal(["intermediate", "root"], Directory.EnumerateFileSystemEntries(Path.Combine(folder, "new")).Select(Path.GetFileName).Order());
            });

        // The mark is there: before the two are moved out, between them, and before what is left is removed.
        Assert.Equal(4, completed);
    }

    [Fact]
    public void issues_by_the_same_command_or_by_the_one_that_it_names() => EveryCut(
        folder => ["pki", "issue", "--authority", Path.Combine(folder, "intermediate"), "--csr", _made.Request, "--profile", "device", "--days", "1", "--out", Path.Combine(folder, "out")],
        (folder, again, command) =>
        {
            if (again.ExitCode != 0)
            {
                Assert.Equal("file-exists", again.Json.GetProperty("error").GetString());
                Assert.Contains("an earlier run was cut before", again.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
                Assert.StartsWith("--force ", again.Json.GetProperty("hint").GetString(), StringComparison.Ordinal);
                again = ToolRun.Of([.. command, "--force", "--json"]);
            }

            Assert.True(again.ExitCode == 0, again.Output);
            var serial = Pem.Certificates(File.ReadAllText(Path.Combine(folder, "out", "certificate.pem")))[0].SerialNumber;
            // A cut leaves a record too many, never a certificate without one.
            Assert.Contains(serial, new AuthorityFolder(Path.Combine(folder, "intermediate")).Index.Read().Select(record => record.SerialNumber));
            Assert.True(File.Exists(Path.Combine(folder, "out", "chain.pem")));
        });

    [Fact]
    public void revokes_once() => EveryCut(
        folder => ["pki", "revoke", "--authority", Path.Combine(folder, "intermediate"), "--serial", _made.Serial, "--reason", "superseded"],
        (folder, again) =>
        {
            Assert.True(again.ExitCode == 0, again.Output);
            Assert.Equal(RevocationReason.Superseded, Assert.Single(new AuthorityFolder(Path.Combine(folder, "intermediate")).Index.Read(), record => record.Revocation is not null).Revocation!.Reason);
        });

    [Fact]
    public void signs_a_list_of_a_number_that_was_never_given_before()
    {
        EveryCut(
            folder => ["pki", "crl", "--authority", Path.Combine(folder, "intermediate")],
            (folder, again) =>
            {
                Assert.True(again.ExitCode == 0, again.Output);
                var (number, kept) = (BigInteger.Parse(again.Json.GetProperty("number").GetString()!, null), Number(folder));
                Assert.Equal(number, kept);
                Assert.True(number > BigInteger.One);
            },
            // Whatever the cut has left is a whole list, and the next number is greater than its own.
            afterCut: folder => Assert.True(Number(folder) < BigInteger.Parse("0" + File.ReadAllText(Path.Combine(folder, "intermediate", "crlnumber")).Trim(), System.Globalization.NumberStyles.HexNumber, null)));

        static BigInteger Number(string folder) => RevocationList.Read(File.ReadAllText(Path.Combine(folder, "intermediate", "crl.pem"))).Number!.Value;
    }

    [Fact]
    public void renews_the_ocsp_signer_whose_key_and_certificate_are_of_one() => EveryCut(
        folder => ["pki", "ocsp-signer", "--authority", Path.Combine(folder, "intermediate"), "--common-name", "Responder"],
        (folder, again) =>
        {
            Assert.True(again.ExitCode == 0, again.Output);
            using var responders = new OcspResponders(new AuthorityFolder(Path.Combine(folder, "intermediate")), TimeSpan.FromHours(1), TimeProvider.System);
        });

    [Fact]
    public void signs_a_subordinate_by_the_same_command_or_by_the_one_that_it_names() => EveryCut(
        folder => ["pki", "sign", "--csr", _made.Request, "--parent-chain", Path.Combine(folder, "intermediate", "chain.pem"), "--parent-key", Path.Combine(folder, "intermediate", "key.pem"),
            "--days", "1", "--out", Path.Combine(folder, "out")],
        (folder, again, command) =>
        {
            if (again.ExitCode != 0) { again = ToolRun.Of([.. command, "--force", "--json"]); }
            Assert.True(again.ExitCode == 0, again.Output);
            Assert.True(File.Exists(Path.Combine(folder, "out", "chain.pem")));
        });

    public void Dispose() => _folder.Dispose();

    private void EveryCut(Func<string, string[]> command, Action<string, ToolRun> check, Action<string>? afterCut = null) =>
        EveryCut(command, (folder, again, _) => check(folder, again), afterCut);

    /// <summary>In a copy of the ceremony for each cut.</summary>
    private void EveryCut(Func<string, string[]> command, Action<string, ToolRun, string[]> check, Action<string>? afterCut = null)
    {
        var isCut = true;
        for (var cut = 0; isCut; cut++)
        {
            var folder = _made.CopyTo(Path.Combine(_folder.Path, $"{cut}"));
            string[] words = [.. command(folder), "--json"];
            isCut = RunUntil(cut, words);
            AssertNoKeyIsReadable(folder);
            if (!isCut)
            {
                Assert.True(cut >= 2, "the command changes nothing that a kill could come between");
                return;
            }

            afterCut?.Invoke(folder);
            check(folder, ToolRun.Of(words), words[..^1]);
            AssertNoKeyIsReadable(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Ends the command before its change of this number, and all that it would do afterwards too, as a kill does; false where it has fewer.</summary>
    private static bool RunUntil(int cut, string[] words)
    {
        var (changes, isCut) = (0, false);
        DiskChange.Watch(_ =>
        {
            isCut |= changes++ == cut;
            if (isCut) { throw new Kill(); }
        });
        try
        {
            var run = ToolRun.Of(words);
            Assert.True(isCut || run.ExitCode == 0, run.Output + run.Error);
        }
        finally
        {
            DiskChange.Watch(null);
        }

        return isCut;
    }

    private static void AssertNoKeyIsReadable(string folder) => Assert.All(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal)),
        file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

    private sealed class Kill : Exception;

    /// <summary>One small ceremony with one certificate issued, to be copied.</summary>
    public sealed class Made : IDisposable
    {
        internal const string Ceremony = """
            root: { subject: { commonName: R }, key: ec-p256, days: 20 }
            intermediate: { subject: { commonName: I }, key: ec-p256, days: 20 }
            """;

        private readonly TemporaryFolder _folder = new();

        public Made()
        {
            var pki = Path.Combine(_folder.Path, "pki");
            Must("pki", "init", _folder.Write("ceremony.yaml", Ceremony), "--out", pki);
            Request = _folder.Write("device.csr", Pem.OfRequest(TestHierarchy.DeviceRequest("SN-1")));
            Serial = Must("pki", "issue", "--authority", Path.Combine(pki, "intermediate"), "--csr", Request, "--profile", "device", "--days", "1", "--out", Path.Combine(_folder.Path, "issued"))
                .Json.GetProperty("serialNumber").GetString()!;
        }

        public string Request { get; }

        public string Serial { get; }

        /// <summary>The intermediate's folder in another place.</summary>
        public string CopyTo(string folder)
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, "intermediate")).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "pki", "intermediate"))) { File.Copy(file, Path.Combine(target, Path.GetFileName(file))); }
            return folder;
        }

        public void Dispose() => _folder.Dispose();

        private static ToolRun Must(params string[] words)
        {
            var run = ToolRun.Of([.. words, "--json"]);
            Assert.True(run.ExitCode == 0, run.Output);
            return run;
        }
    }
}
