using System.CommandLine;
using Infra.Identity;
using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary><c>provision key header</c>: the two headers that the demos compile in.</summary>
internal static class HeaderCommand
{
    public static Command Create(ToolConsole console)
    {
        var certificate = new Option<string>("--certificate") { Description = "The board's client certificate, PEM.", Required = true };
        var deviceKey = new Option<string?>("--device-key") { Description = "The key that the board holds: as 'key read' writes it, or the serial log itself." };
        var privateKey = new Option<string?>("--private-key") { Description = "For a board that imports its key: the private key, PEM, in a file that only you can read." };
        var passphrase = new PassphraseOptions("--passphrase", "the private key");
        var issuer = new Option<string?>("--issuer") { Description = "The certificate's direct issuer, PEM, for registration at the first connection." };
        var folder = KeyOptions.Out("Folder for the headers, such as demos/include.");
        var settings = new SettingsOptions();
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("header", $"Write {CredentialKeysHeader.FileName}, and with --endpoint {CredentialHeader.FileName}.") { certificate, deviceKey, privateKey, issuer, folder, force, json };
        passphrase.AddTo(command);
        settings.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(deviceKey) is null == result.GetResult(privateKey) is null)
            {
                result.AddError("give --device-key for a board that keeps its own key, or --private-key for one that imports it");
            }
        });
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var own = Pem.Certificates(ToolFiles.Read(parsed.GetRequiredValue(certificate), TextReader.Null))[0];
            string? imported = null;
            if (parsed.GetValue(privateKey) is { } keyPath)
            {
                using var key = SigningKey.FromPem(ToolFiles.ReadKey(keyPath), passphrase.Read(parsed, console));
                LabCredentials.RequirePrivateKey(own, key);
                imported = key.ExportPrivateKeyPem();
            }
            else
            {
                LabCredentials.RequireKey(own, KeyOptions.ReadDeviceKey(parsed.GetValue(deviceKey)!, console));
            }

            var issuerCertificate = parsed.GetValue(issuer) is { } issuerPath ? Pem.Certificates(ToolFiles.Read(issuerPath, TextReader.Null))[0] : null;
            if (issuerCertificate is not null) { LabCredentials.RequireIssuer(own, issuerCertificate); }
            var keys = new CredentialKeysHeader(Pem.OfCertificate(own.RawData), issuerCertificate is null ? null : Pem.OfCertificate(issuerCertificate.RawData), imported);
            var files = HeaderFiles.In(parsed.GetRequiredValue(folder), keys, settings.Read(parsed, console, own));
            ToolFiles.Write(parsed.GetValue(force), [.. files]);
            console.Result(parsed.GetValue(json), new Headers(Sha256Digest.Of(own.RawData).ToString(), imported is not null, [.. files.Select(file => file.Path)]),
                $"written: {string.Join(", ", files.Select(file => file.Path))}",
                imported is null ? "  private key NULL: the board keeps its own" : "  private key inside: keep the header out of version control; the firmware replaces the board's own key with it");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Headers(string CertificateId, bool HoldsPrivateKey, string[] Paths);
}
