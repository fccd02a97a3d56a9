using System.CommandLine;
using Infra.Identity;
using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary><c>provision key extract</c>: what a header of keys holds, as this tool or one of FreeRTOS's three wrote it.</summary>
internal static class ExtractCommand
{
    public static Command Create(ToolConsole console)
    {
        var header = new Argument<string>("header") { Description = $"{CredentialKeysHeader.FileName}; - for standard input." };
        var folder = new Option<string?>("--out") { Description = "Folder for certificate.pem, issuer.pem and private.key. Default: only show what is there." };
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("extract", "Show what a header of keys holds, or write it as PEM files.") { header, folder, force, json };
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var keys = CredentialKeysHeader.Read(ToolFiles.Read(parsed.GetRequiredValue(header), console.Input));
            var certificate = keys.CertificatePem is { } pem ? Pem.Certificates(pem)[0] : null;
            var files = parsed.GetValue(folder) is { } target ? Files(target, keys) : [];
            ToolFiles.Write(parsed.GetValue(force), [.. files]);
            var held = new Held(
                certificate?.Subject, certificate is null ? null : Sha256Digest.Of(certificate.RawData).ToString(),
                certificate is null ? null : Sha256Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo()).ToString(),
                keys.IssuerPem is { } issuer ? Pem.Certificates(issuer)[0].Subject : null, keys.PrivateKeyPem is not null, [.. files.Select(file => file.Path)]);
            console.Result(parsed.GetValue(json), held,
                $"certificate {(certificate is null ? "none" : $"{held.Subject}, id {held.CertificateId}, for key {held.SpkiSha256}")}",
                $"issuer      {held.Issuer ?? "none"}",
                $"private key {(held.HoldsPrivateKey ? "inside" : "none: the board keeps its own")}",
                $"files       {(files.Count == 0 ? "none written" : string.Join(", ", held.Paths))}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static List<ToolFile> Files(string folder, CredentialKeysHeader keys)
    {
        var files = new List<ToolFile>();
        if (keys.CertificatePem is { } certificate) { files.Add(ToolFile.Public(Path.Combine(folder, "certificate.pem"), certificate)); }
        if (keys.IssuerPem is { } issuer) { files.Add(ToolFile.Public(Path.Combine(folder, "issuer.pem"), issuer)); }
        if (keys.PrivateKeyPem is { } key) { files.Add(ToolFile.Secret(Path.Combine(folder, "private.key"), key)); }
        return files;
    }

    private sealed record Held(string? Subject, string? CertificateId, string? SpkiSha256, string? Issuer, bool HoldsPrivateKey, string[] Paths);
}
