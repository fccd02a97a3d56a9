using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.IoT.Model;
using Infra.Identity;
using Infra.Tools.Aws;

namespace Infra.Tools.Claims;

/// <summary>
/// <c>provision claim create</c>: a five-minute claim for one device, in the two files that the AWS IoT Device Client takes; from AWS IoT itself, or
/// from the provisioning API, where the trusted user needs no right in AWS IoT.
/// </summary>
internal static partial class CreateClaimCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var template = new Option<string?>("--template") { Description = "The fleet provisioning template. With --api the API's own." };
        var api = new Option<string?>("--api") { Description = "URL of the provisioning API (the stack's output apiUrl), to be asked in place of AWS IoT." };
        var device = new Option<string?>("--device-id") { Description = "The device that the claim is for; the API wants to know it." };
        var tokenFile = new Option<string?>("--token-file") { Description = "File with an access token of the API's user pool, where it takes tokens in place of signatures; only you can read it." };
        var name = new Option<string>("--name") { Description = "First part of the files' names.", DefaultValueFactory = _ => "device-client-fp" };
        var folder = new Option<string>("--out") { Description = "Folder for NAME.pem.crt and NAME.private.pem.key.", DefaultValueFactory = _ => "." };
        var region = new Option<string?>("--region") { Description = "AWS region. Default: the environment's." };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already: an expired claim's, say." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("create", "Get a temporary claim certificate and its key. The key goes to its file only.") { template, api, device, tokenFile, name, folder, region, force, json };
        command.Validators.Add(result =>
        {
            var byApi = result.GetResult(api) is not null;
            if (byApi == result.GetResult(template) is not null) { result.AddError("give one of --template, --api"); }
            else if (byApi != result.GetResult(device) is not null) { result.AddError(byApi ? "--api wants --device-id" : "--device-id goes with --api only: AWS IoT asks for none"); }
            else if (!byApi && result.GetResult(tokenFile) is not null) { result.AddError("--token-file goes with --api only: AWS IoT takes signatures"); }
        });
        api.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsSafe(token.Value)) { result.AddError($"--api must be an https URL without query, since a key comes back; it is '{token.Value}'"); }
        });
        device.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !DeviceId.TryParse(token.Value, out _)) { result.AddError($"--device-id must be 1 to 64 of the characters A-Z a-z 0-9 : _ -, is '{token.Value}'"); }
        });
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (token.Value.Length == 0 || token.Value.IndexOfAny(['/', '\\']) >= 0)) { result.AddError("--name is a file name, without folders; they go to --out"); }
        });
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var stem = Path.Combine(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            var (certificatePath, keyPath) = ($"{stem}.pem.crt", $"{stem}.private.pem.key");
            ToolFiles.RequireFree(parsed.GetValue(force), certificatePath, keyPath);
            var claim = parsed.GetValue(api) is { } url
                ? await ClaimsOfApi.GetAsync(url, DeviceId.Parse(parsed.GetRequiredValue(device)!), parsed.GetValue(tokenFile) is { } file
                    ? ClaimsOfApi.With(TokenIn(file), clock) : ClaimsOfApi.Signed(parsed.GetValue(region), aws, clock), cancellation)
                : await OfIotAsync(aws, parsed.GetValue(region), parsed.GetRequiredValue(template)!, cancellation);
            ToolFiles.Write(parsed.GetValue(force), ToolFile.Public(certificatePath, claim.CertificatePem), ToolFile.Secret(keyPath, claim.KeyPem));
            Tell(console, parsed.GetValue(json), claim, claim.Expires - clock.GetUtcNow().UtcDateTime, certificatePath, keyPath);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Tell(ToolConsole console, bool json, NewClaim claim, TimeSpan? left, string certificatePath, string keyPath) => console.Result(
        json,
        new Claim(claim.Template, claim.CertificateId, claim.Expires, left is { } time ? (int)time.TotalSeconds : null, claim.Endpoint, certificatePath, keyPath),
        $"claimed: certificate {claim.CertificateId}",
        $"  expires  {(claim.Expires is { } at ? $"{at:u}, {Told(left!.Value)}" : "at a time that AWS did not tell")}",
        $"  template {claim.Template}{(claim.Endpoint is { } endpoint ? $", at {endpoint}" : "")}",
        $"  files    {certificatePath}, {keyPath}");

    /// <summary>A claim that is over by the clock here is of no use, or the clock is wrong.</summary>
    private static string Told(TimeSpan left) => left > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"in {left.TotalSeconds:0} seconds: connect and provision before, or get another")
        : string.Create(CultureInfo.InvariantCulture, $"expired {-left.TotalSeconds:0} seconds ago: get another; if it was made just now, set this machine's clock");

    private static string TokenIn(string file) => ToolFiles.ReadKey(file).Trim() is var token && Token().IsMatch(token)
        ? token
        : throw new ToolException(ExitCodes.Refused, "token-malformed", $"'{file}' holds no token (three parts of A-Z a-z 0-9 _ -, with dots between)", "write access_token of the user pool's answer to it, and nothing else");

    private static bool IsSafe(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "https" || (url.Scheme is "http" && url.IsLoopback)) && url.Query.Length == 0 && url.Fragment.Length == 0;

    private static async Task<NewClaim> OfIotAsync(AwsClients aws, string? region, string template, CancellationToken cancellation)
    {
        using var iot = aws.Iot(region);
        var claim = await iot.CreateProvisioningClaimAsync(new CreateProvisioningClaimRequest { TemplateName = template }, cancellation);
        return new()
        {
            Template = template,
            CertificateId = claim.CertificateId,
            CertificatePem = claim.CertificatePem,
            KeyPem = claim.KeyPair.PrivateKey,
            Expires = claim.Expiration?.ToUniversalTime(),
        };
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\z")]
    private static partial Regex Token();

    private sealed record Claim(string Template, string CertificateId, DateTime? Expiration, int? SecondsLeft, string? Endpoint, string CertificatePath, string KeyPath);
}
