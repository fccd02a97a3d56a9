using System.CommandLine;
using System.Net;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki ocsp</c>: an OCSP responder for labs and tests, until Ctrl-C. The authority's own key is not needed.</summary>
internal static class OcspCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var authority = new AuthorityOptions();
        var address = new Option<string>("--address") { Description = "Address to listen on; 0.0.0.0 for all.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 lets the system choose.", DefaultValueFactory = _ => 0 };
        var hours = new Option<int>("--hours") { Description = "How long an answer may be kept.", DefaultValueFactory = _ => 24 };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("ocsp", "Answer OCSP requests about the authority's certificates until Ctrl-C.") { address, port, hours, json };
        authority.AddTo(command, unlocks: false);
        port.RequireRange(0, 65_535);
        hours.RequireRange(1, 24 * 30);
        address.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IPAddress.TryParse(token.Value, out _)) { result.AddError($"--address must be an IP address, is '{token.Value}'"); }
        });
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var folder = authority.Folder(parsed);
            using var responders = new OcspResponders(folder, TimeSpan.FromHours(parsed.GetValue(hours)), clock);
            await using var server = await OcspServer.StartAsync(folder, responders, IPAddress.Parse(parsed.GetRequiredValue(address)), parsed.GetValue(port));
            console.Result(parsed.GetValue(json), new Listening(server.Address, responders.Current.NotAfter), $"listening: {server.Address} until Ctrl-C", $"  signer    until {responders.Current.NotAfter:u}");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how it ends.
            }

            await server.StopAsync();
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Listening(Uri Address, DateTimeOffset SignerNotAfter);
}
