using System.CommandLine;
using System.Globalization;
using Infra.Identity.Keys;
using Infra.Pki;
using Infra.Tools.Aws;
using Infra.Tools.Boards;

namespace Infra.Tools.Keys;

/// <summary>
/// <c>provision key board</c>: a board of FreeRTOS's reference integrations over its serial line, from nothing to a certificate that AWS IoT knows. The successor
/// of reading logs and writing headers: the board signs its own request, so nobody vouches for it.
/// </summary>
internal static class BoardCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var options = new BoardOptions();
        var command = new Command("board", "Provision a board over its serial line: it makes its key and its request, and stores its certificate.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(options.Json), async () =>
        {
            var wish = options.Of(parsed);
            using var authority = options.OpenAuthority(parsed, console, clock);
            using var root = wish.ServerRootPath is { } path ? Pem.Certificates(ToolFiles.Read(path, TextReader.Null)) is [var one] ? one : throw NotOneRoot(path) : null;
            var files = BoardFiles.Of(wish.Folder, wish.Thing);
            ToolFiles.RequireFree(wish.Licence.Force, [.. files.All]);
            using var iot = wish.IsOffline ? null : aws.Iot(wish.Region);
            var registry = iot is null ? null : new BoardRegistry(iot);
            var endpoint = wish.Endpoint ?? await registry!.EndpointAsync(cancellation);
            var settings = SettingsOf(wish, endpoint, options.ReadWifiPassword(parsed, console), clock);

            using var line = TerminalLine.Open(wish.Serial, wish.Baud);
            var board = new Board(new BoardConsole(line, clock, wish.AnswersWithin, cancellation));
            var steps = new BoardProvisioning(board, wish.Thing, wish.Licence);
            steps.RequireFree(board.ReadSettings());
            board.WriteSettings(settings);
            var key = steps.TakeKey();
            var made = await new BoardCertification(wish, steps, registry, authority, root, clock).CertifyAsync(key, cancellation);
            using var certificate = made.Certificate;
            ToolFile[] kept = [.. files.With(key, made.Request, certificate)];
            ToolFiles.Write(wish.Licence.Force, kept);
            if (wish.Restarts) { board.Reset(); }
            Report(console, parsed.GetValue(options.Json), Provisioned.Of(wish, key, made, endpoint, kept));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Dictionary<string, BoardSetting> SettingsOf(BoardWish wish, string endpoint, string? wifiPassword, TimeProvider clock)
    {
        var settings = new Dictionary<string, BoardSetting>
        {
            [BoardSetting.ThingName] = BoardSetting.Of(BoardSetting.ThingName, wish.Thing.ToString()),
            // The local cloud tells a port too, which the board has its own setting for.
            [BoardSetting.MqttEndpoint] = BoardSetting.Of(BoardSetting.MqttEndpoint, endpoint.Split(':')[0]),
            [BoardSetting.TimeHighWaterMark] = BoardSetting.Of(BoardSetting.TimeHighWaterMark, clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        };
        if (wish.WifiNetwork is { } ssid) { settings[BoardSetting.WifiNetwork] = BoardSetting.Of(BoardSetting.WifiNetwork, ssid); }
        if (wifiPassword is not null) { settings[BoardSetting.WifiPassword] = BoardSetting.Of(BoardSetting.WifiPassword, wifiPassword, isSecret: true); }
        return settings;
    }

    private static ToolException NotOneRoot(string path) => new(ExitCodes.Refused, PkiErrors.MalformedPem, $"'{path}' holds more than one certificate; the board takes one root", "give AmazonRootCA1.pem alone");

    private static void Report(ToolConsole console, bool json, Provisioned result)
    {
        string[] lines =
        [
            $"provisioned: {result.ThingName}, certified by {result.Issuer}",
            $"  key         {result.KeyKind}, SHA-256 {result.SpkiSha256}",
            $"  serial      {result.SerialNumber}",
            $"  until       {result.NotAfter:u}",
            $"  endpoint    {result.Endpoint}",
            .. result.CertificateId is null ? (string[])["  next        'key authorize' registers the certificate in AWS IoT"] : [$"  certificate {result.CertificateId}, ACTIVE", $"  policy      {result.PolicyName}"],
            .. result.ServerRootStored ? (string[])[] : ["  server root as it was on the board; --server-root replaces it"],
            .. result.Paths.Length == 0 ? (string[])[] : [$"  files       {string.Join(", ", result.Paths)}"],
        ];
        console.Result(json, result, lines);
    }

    private sealed record Provisioned(
        string ThingName, string Issuer, string KeyKind, string SpkiSha256, string SerialNumber, DateTime NotAfter, string Endpoint, string? CertificateId, string? PolicyName,
        bool ServerRootStored, string[] Paths)
    {
        public static Provisioned Of(BoardWish wish, DeviceKey key, CertifiedBoard made, string endpoint, ToolFile[] kept) => new(
            wish.Thing.ToString(), wish.Issuer.ToString().ToLowerInvariant(), key.Kind.ToString(), key.Sha256.ToString(), made.Certificate.SerialNumber.ToLowerInvariant(),
            made.Certificate.NotAfter.ToUniversalTime(), endpoint, made.Authorized?.CertificateId, made.Authorized?.PolicyName, wish.ServerRootPath is not null,
            [.. kept.Select(file => file.Path)]);
    }
}
