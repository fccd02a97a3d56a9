using System.CommandLine;
using Infra.Identity;
using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary><c>provision key officer</c>: the key that signs requests in boards' stead, and its certificate when a CA is given.</summary>
internal static class OfficerCommand
{
    private const int MostDays = 3650;

    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var folder = KeyOptions.Out("Folder for officer.key, officer.pub.pem and, with a CA, officer.pem.");
        var name = new Option<string>("--name") { Description = "Common name in the certificate.", DefaultValueFactory = _ => "Issuance officer" };
        var algorithm = new Option<KeyAlgorithm>("--algorithm") { Description = "Kind of key.", DefaultValueFactory = _ => KeyAlgorithm.EcP256 };
        var days = KeyOptions.Days(MostDays);
        var passphrase = new PassphraseOptions("--passphrase", "the officer's new key");
        var ca = new AuthorityOptions(required: false);
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("officer", "Make an issuance officer's key.") { folder, name, algorithm, days, force, json };
        passphrase.AddTo(command);
        ca.AddTo(command);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            using var authority = ca.Open(parsed, console, clock);
            using var key = SigningKey.Generate(parsed.GetValue(algorithm));
            var secret = passphrase.Choose(parsed, console);
            string Path(string file) => System.IO.Path.Combine(parsed.GetRequiredValue(folder), file);
            var officer = new Officer(
                Sha256Digest.Of(key.SubjectPublicKeyInfo.Span).ToString(), secret is not null, Path("officer.key"), Path("officer.pub.pem"), authority is null ? null : Path("officer.pem"));
            var files = new List<ToolFile>
            {
                ToolFile.Secret(officer.KeyPath, secret is null ? key.ExportPrivateKeyPem() : key.ExportEncryptedPrivateKeyPem(secret)),
                ToolFile.Public(officer.PublicKeyPath, KeyOptions.PublicKeyPem(key.SubjectPublicKeyInfo.Span)),
            };
            if (authority is not null)
            {
                var validity = ValidityPeriod.FromNow(clock, TimeSpan.FromDays(parsed.GetValue(days))).CappedAt(authority.NotAfter);
                var certificate = authority.SignRequest(CertificationRequests.Create(key, parsed.GetRequiredValue(name)), OfficerRequest.OfficerProfile, validity);
                files.Add(ToolFile.Public(officer.CertificatePath!, certificate.ChainPem));
            }

            ToolFiles.Write(parsed.GetValue(force), [.. files]);
            console.Result(parsed.GetValue(json), officer,
                $"made: an issuance officer's key{(officer.Encrypted ? ", encrypted" : "")}",
                $"  SHA-256 {officer.SpkiSha256}",
                $"  files   {string.Join(", ", files.Select(file => file.Path))}",
                "  next    put the SHA-256 on the officers' list that 'key certificate --officers' reads");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Officer(string SpkiSha256, bool Encrypted, string KeyPath, string PublicKeyPath, string? CertificatePath);
}
