using System.CommandLine;
using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary><c>provision key request</c>: the officer asks for a certificate for a board whose key was read.</summary>
internal static class RequestCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var thing = KeyOptions.Thing();
        var deviceKey = KeyOptions.DeviceKey();
        var officerKey = new Option<string>("--officer-key") { Description = "The officer's private key, PEM, in a file that only you can read.", Required = true };
        var passphrase = new PassphraseOptions("--passphrase", "the officer's key");
        var to = KeyOptions.Out("File for the request, PEM.");
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("request", "Sign a request for a board's certificate, naming the board's key and the time.") { thing, deviceKey, officerKey, to, force, json };
        passphrase.AddTo(command);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var device = parsed.GetRequiredValue(thing);
            var key = KeyOptions.ReadDeviceKey(parsed.GetRequiredValue(deviceKey), console);
            using var officer = SigningKey.FromPem(ToolFiles.ReadKey(parsed.GetRequiredValue(officerKey)), passphrase.Read(parsed, console));
            var path = parsed.GetRequiredValue(to);
            ToolFiles.Write(parsed.GetValue(force), ToolFile.Public(path, Pem.OfRequest(OfficerRequest.Create(officer, device, key, clock.GetUtcNow()))));
            console.Result(parsed.GetValue(json), new Request(device.ToString(), key.Sha256.ToString(), path),
                $"requested: a certificate for {device} and its key {key.Sha256}", $"  file    {path}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Request(string ThingName, string SpkiSha256, string Path);
}
