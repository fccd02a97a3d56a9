using System.CommandLine;
using Infra.Pki;
using Infra.Pki.FreeRtos;
using Infra.Tools.Aws;

namespace Infra.Tools.Keys;

/// <summary><c>provision key authorize</c>: the console steps of FreeRTOS's "Device Authorization", in their right order.</summary>
internal static class AuthorizeCommand
{
    public static Command Create(ToolConsole console, AwsClients aws)
    {
        var thing = KeyOptions.Thing();
        var certificate = new Option<string>("--certificate") { Description = "The board's client certificate, PEM.", Required = true };
        var ca = new Option<string?>("--ca") { Description = "The CA's certificate, PEM; needed when several registered CAs share a name." };
        var withoutCa = new Option<bool>("--without-ca") { Description = "Register the certificate of a CA that is not registered." };
        var policy = new Option<string?>("--policy") { Description = "An IoT policy that is there. Default: one for this thing alone, made if need be." };
        var region = KeyOptions.Region();
        var json = KeyOptions.Json();
        var command = new Command("authorize", "Register a board's certificate in AWS IoT, with thing and policy, and activate it.") { thing, certificate, ca, withoutCa, policy, region, json };
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var own = Pem.Certificates(ToolFiles.Read(parsed.GetRequiredValue(certificate), console.Input))[0];
            var name = parsed.GetRequiredValue(thing);
            if (own.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, forIssuer: false) != name.ToString())
            {
                throw new ToolException(ExitCodes.Refused, "certificate-of-another-thing", $"the certificate is for '{own.Subject}', not for thing {name}", "give the thing's own certificate");
            }

            var issuer = parsed.GetValue(ca) is { } path ? Pem.Certificates(ToolFiles.Read(path, TextReader.Null))[0] : null;
            if (issuer is not null) { LabCredentials.RequireIssuer(own, issuer); }
            using var iot = aws.Iot(parsed.GetValue(region));
            var board = await new BoardRegistry(iot).AuthorizeAsync(name, own, issuer, parsed.GetValue(withoutCa), parsed.GetValue(policy), cancellation);
            console.Result(parsed.GetValue(json), board,
                $"authorized: {board.ThingName}", $"  certificate {board.CertificateId}, ACTIVE", $"  policy      {board.PolicyName}", $"  endpoint    {board.Endpoint}");
            return ExitCodes.Done;
        }));
        return command;
    }
}
