using System.CommandLine;
using Infra.Pki.FreeRtos;
using Infra.Tools.Aws;

namespace Infra.Tools.Keys;

/// <summary><c>provision key import</c>: FreeRTOS's option 1, for boards that can only import a key. AWS makes it, and it travels; prefer the other ways.</summary>
internal static class ImportCommand
{
    public static Command Create(ToolConsole console, AwsClients aws)
    {
        var thing = KeyOptions.Thing();
        var folder = KeyOptions.Out("Folder for certificate.pem, private.key and both headers.");
        var policy = new Option<string?>("--policy") { Description = "An IoT policy that is there. Default: one for this thing alone, made if need be." };
        var settings = new SettingsOptions();
        var region = KeyOptions.Region();
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("import", "Have AWS make key and certificate, authorize them, and write both headers with the key inside.") { thing, folder, policy, region, force, json };
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var name = parsed.GetRequiredValue(thing);
            string In(string file) => Path.Combine(parsed.GetRequiredValue(folder), file);
            string[] paths = [In("certificate.pem"), In("private.key"), In(CredentialKeysHeader.FileName), In(CredentialHeader.FileName)];
            // Before AWS makes the key: nothing may be in its way when it comes, and no setting may be refused then.
            ToolFiles.RequireFree(parsed.GetValue(force), paths);
            var header = settings.Read(parsed, console, name.ToString(), endpoint: "");
            _ = header.Write();
            using var iot = aws.Iot(parsed.GetValue(region));
            var board = await new BoardRegistry(iot).CreateAsync(name, parsed.GetValue(policy), made => ToolFiles.Write(parsed.GetValue(force),
            [
                ToolFile.Public(paths[0], made.CertificatePem), ToolFile.Secret(paths[1], made.PrivateKeyPem),
                .. HeaderFiles.In(parsed.GetRequiredValue(folder), new CredentialKeysHeader(made.CertificatePem, null, made.PrivateKeyPem), At(header, made.Endpoint)),
            ]), cancellation);
            console.Result(parsed.GetValue(json), new Imported(board.ThingName, board.CertificateId, board.PolicyName, board.Endpoint, paths),
                $"made: key and certificate of {board.ThingName}, ACTIVE",
                $"  certificate {board.CertificateId}",
                $"  policy      {board.PolicyName}",
                $"  files       {string.Join(", ", paths)}",
                "  keep private.key and the header out of version control; AWS does not tell the key again");
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>AWS tells a host name; the local cloud a port with it, which has its own place in the header.</summary>
    private static CredentialHeader At(CredentialHeader header, string endpoint) =>
        header.Endpoint.Length > 0 ? header : header with { Endpoint = endpoint.Split(':')[0] };

    private sealed record Imported(string ThingName, string CertificateId, string PolicyName, string Endpoint, string[] Paths);
}
