using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Tools.Pki.Authorities;
using Infra.Tools.Pki.Ceremonies;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki init</c>: makes a product line's offline authorities from one reviewed file.</summary>
internal static class InitCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var ceremony = new Argument<string>("ceremony") { Description = "The ceremony's YAML file; docs/ceremonies/widgiot.yaml is one with comments." };
        var folder = new Option<string>("--out") { Description = "Folder for root/ and intermediate/. Nothing in it is ever replaced.", Required = true };
        var passphrase = new PassphraseOptions("--passphrase", "the root's and the intermediate's keys");
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("init", "Make root, product intermediate and OCSP signers from a reviewed file.") { ceremony, folder, json };
        passphrase.AddTo(command);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var path = parsed.GetRequiredValue(ceremony);
            var plan = CeremonyFile.Read(path, ToolFiles.ReadText(path));
            // No --force here: a root's key that is replaced by a slip is gone.
            var place = new CeremonyFolder(parsed.GetRequiredValue(folder));
            var isResumed = place.Finish();
            if (!isResumed)
            {
                place.RequireFree(); // before anybody is asked for a passphrase
                place.Write(new CeremonyRun(plan, parsed.GetRequiredValue(folder), passphrase.Choose(parsed, console), clock).Make());
            }

            Tell(console, parsed.GetValue(json), place, isResumed);
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>What is on the disk now, whichever run wrote it.</summary>
    private static void Tell(ToolConsole console, bool json, CeremonyFolder place, bool isResumed)
    {
        var (root, intermediate) = (Certificate("root"), Certificate("intermediate"));
        MadeFile[] files =
        [
            .. from authority in (string[])["root", "intermediate"]
               from path in Directory.EnumerateFiles(place.PathOf(authority)).Order(StringComparer.Ordinal)
               select new MadeFile(path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))),
        ];
        console.Result(json, new Made(root.Subject, intermediate.Subject, files, isResumed),
            [
                $"made: {root.Subject}, until {root.NotAfter.ToUniversalTime():u}",
                $"made: {intermediate.Subject}, until {intermediate.NotAfter.ToUniversalTime():u}, signed by it",
                .. isResumed ? (string[])["completed: an earlier run had made all of it, and was cut short; its passphrase holds, if it was given one"] : [],
                .. files.Select(file => $"  {file.Sha256}  {file.Path}"),
            ]);

        X509Certificate2 Certificate(string authority) => Infra.Pki.Pem.Certificates(new AuthorityFolder(place.PathOf(authority)).CertificatePem)[0];
    }

    private sealed record Made(string Root, string Intermediate, IReadOnlyList<MadeFile> Files, bool IsResumed);

    private sealed record MadeFile(string Path, string Sha256);
}
