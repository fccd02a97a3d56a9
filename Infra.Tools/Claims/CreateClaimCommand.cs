using System.CommandLine;
using System.Globalization;
using Amazon.IoT.Model;
using Infra.Tools.Aws;

namespace Infra.Tools.Claims;

/// <summary><c>provision claim create</c>: a five-minute claim for one device, in the two files that the AWS IoT Device Client takes.</summary>
internal static class CreateClaimCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var template = new Option<string>("--template") { Description = "The fleet provisioning template.", Required = true };
        var name = new Option<string>("--name") { Description = "First part of the files' names.", DefaultValueFactory = _ => "device-client-fp" };
        var folder = new Option<string>("--out") { Description = "Folder for NAME.pem.crt and NAME.private.pem.key.", DefaultValueFactory = _ => "." };
        var region = new Option<string?>("--region") { Description = "AWS region. Default: the environment's." };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already: an expired claim's, say." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("create", "Get a temporary claim certificate and its key. The key goes to its file only.") { template, name, folder, region, force, json };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (token.Value.Length == 0 || token.Value.IndexOfAny(['/', '\\']) >= 0)) { result.AddError("--name is a file name, without folders; they go to --out"); }
        });
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var stem = Path.Combine(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            var (certificatePath, keyPath) = ($"{stem}.pem.crt", $"{stem}.private.pem.key");
            ToolFiles.RequireFree(parsed.GetValue(force), certificatePath, keyPath);
            using var iot = aws.Iot(parsed.GetValue(region));
            var claim = await iot.CreateProvisioningClaimAsync(new CreateProvisioningClaimRequest { TemplateName = parsed.GetRequiredValue(template) }, cancellation);
            ToolFiles.Write(parsed.GetValue(force), ToolFile.Public(certificatePath, claim.CertificatePem), ToolFile.Secret(keyPath, claim.KeyPair.PrivateKey));
            var expires = claim.Expiration?.ToUniversalTime();
            var left = expires is { } end ? end - clock.GetUtcNow().UtcDateTime : (TimeSpan?)null;
            console.Result(parsed.GetValue(json),
                new Claim(parsed.GetRequiredValue(template), claim.CertificateId, expires, left is { } time ? (int)time.TotalSeconds : null, certificatePath, keyPath),
                $"claimed: certificate {claim.CertificateId}",
                $"  expires {(expires is { } at ? $"{at:u}, in {left!.Value.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds: connect and provision before, or get another" : "at a time that AWS did not tell")}",
                $"  files   {certificatePath}, {keyPath}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Claim(string Template, string CertificateId, DateTime? Expiration, int? SecondsLeft, string CertificatePath, string KeyPath);
}
