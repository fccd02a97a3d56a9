using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
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
    private const int MostDays = 3650;
    private const int LongestPatience = 600;
    private static readonly int[] _speeds = [9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600];

    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var serial = new Option<string>("--serial") { Description = "The board's serial line, such as /dev/ttyACM0.", Required = true };
        var baud = new Option<int>("--baud") { Description = "Speed of the serial line in bits a second.", DefaultValueFactory = _ => 115200 };
        var timeout = new Option<int>("--timeout") { Description = "Seconds that the board has for each answer; some take long to make a key.", DefaultValueFactory = _ => 20 };
        var thing = KeyOptions.Thing();
        var issuer = new Option<BoardIssuer?>("--issuer") { Description = "Who signs the certificate: AWS IoT, the CA of --ca-chain, or the board itself. Default: ca with --ca-chain, else aws." };
        var days = KeyOptions.Days(MostDays);
        var ca = new AuthorityOptions(required: false);
        var withoutCa = new Option<bool>("--without-ca") { Description = "The CA is not registered in AWS IoT: register the certificate alone." };
        var policy = new Option<string?>("--policy") { Description = "An IoT policy that is there. Default: one for this thing alone, made if need be." };
        var offline = new Option<bool>("--offline") { Description = "Do nothing in AWS; 'key authorize' can follow. Needs --ca-chain or --issuer self, and --endpoint." };
        var endpoint = new Option<string?>("--endpoint") { Description = "Host name that the board connects to. Default: the account's data endpoint (iot:Data-ATS)." };
        var serverRoot = new Option<string?>("--server-root") { Description = "Root certificate of that endpoint, PEM, for the board. Default: the board keeps the one it has." };
        var ssid = new Option<string?>("--wifi-ssid") { Description = "Wi-Fi network. Default: the board keeps the one it has." };
        var password = new PassphraseOptions("--wifi-password", "the Wi-Fi network");
        var keepKey = new Option<bool>("--keep-key") { Description = "Certify the key that the board has, for instance one that the factory recorded." };
        var noReset = new Option<bool>("--no-reset") { Description = "Do not restart the board at the end." };
        var to = new Option<string?>("--out") { Description = "Folder for THING.pub.pem, THING.csr and THING.pem. Default: they are not kept." };
        var region = KeyOptions.Region();
        var force = new Option<bool>("--force") { Description = "Replace name, key and certificate that the board has, and files that are there already." };
        var json = KeyOptions.Json();
        baud.RequireOneOf(_speeds);
        timeout.RequireRange(1, LongestPatience);
        var command = new Command("board", "Provision a board over its serial line: it makes its key and its request, and stores its certificate.")
        {
            serial, baud, timeout, thing, issuer, days, withoutCa, policy, offline, endpoint, serverRoot, ssid, keepKey, noReset, to, region, force, json,
        };
        ca.AddTo(command);
        password.AddTo(command);
        command.Validators.Add(result =>
        {
            var isCa = result.GetResult("--ca-chain") is not null;
            var chosen = result.GetResult(issuer) is { } given && !given.Errors.Any() ? result.GetValue(issuer) : null;
            if (chosen is BoardIssuer.Ca && !isCa) { result.AddError("--issuer ca needs --ca-chain and --ca-key"); }
            if (isCa && chosen is (BoardIssuer.Aws or BoardIssuer.Self)) { result.AddError($"--issuer {chosen.ToString()!.ToLowerInvariant()} takes no --ca-chain"); }
            if (!result.GetValue(offline)) { return; }
            if (!isCa && chosen is not BoardIssuer.Self) { result.AddError("--offline needs --ca-chain or --issuer self: AWS is not asked for a certificate"); }
            if (result.GetResult(endpoint) is null) { result.AddError("--offline needs --endpoint: AWS is not asked for it"); }
        });
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var device = parsed.GetRequiredValue(thing);
            using var authority = ca.Open(parsed, console, clock);
            var who = parsed.GetValue(issuer) ?? (authority is null ? BoardIssuer.Aws : BoardIssuer.Ca);
            using var root = parsed.GetValue(serverRoot) is { } path ? Pem.Certificates(ToolFiles.Read(path, TextReader.Null)) is [var one] ? one : throw NotOneRoot(path) : null;
            var files = FilesOf(parsed.GetValue(to), device);
            ToolFiles.RequireFree(parsed.GetValue(force), [.. files.All]);

            using var iot = parsed.GetValue(offline) ? null : aws.Iot(parsed.GetValue(region));
            var registry = iot is null ? null : new BoardRegistry(iot);
            var server = parsed.GetValue(endpoint) ?? await registry!.EndpointAsync(cancellation);
            var settings = SettingsOf(device, server, clock, parsed.GetValue(ssid), password.Read(parsed, console));

            using var line = TerminalLine.Open(parsed.GetRequiredValue(serial), parsed.GetValue(baud));
            var board = new Board(new BoardConsole(line, clock, TimeSpan.FromSeconds(parsed.GetValue(timeout)), cancellation));
            var steps = new BoardProvisioning(board, device, new BoardLicence(parsed.GetValue(keepKey), parsed.GetValue(force)));
            steps.RequireFree(board.ReadSettings());
            board.WriteSettings(settings);
            var key = steps.TakeKey();
            var made = await CertifyAsync();
            using (made.Certificate)
            {
                ToolFile[] kept = [.. files.Of(key, made.Request, made.Certificate)];
                ToolFiles.Write(parsed.GetValue(force), kept);
                if (!parsed.GetValue(noReset)) { board.Reset(); }
                Report(console, parsed.GetValue(json), new(device.ToString(), who.ToString().ToLowerInvariant(), key.Kind.ToString(), key.Sha256.ToString(), made.Certificate.SerialNumber.ToLowerInvariant(),
                    made.Certificate.NotAfter.ToUniversalTime(), server, made.Authorized?.CertificateId, made.Authorized?.PolicyName, root is not null, [.. kept.Select(file => file.Path)]));
            }

            return ExitCodes.Done;

            async Task<Certified> CertifyAsync()
            {
                if (who is BoardIssuer.Self)
                {
                    var own = steps.TakeOwnCertificate(key);
                    return new(null, own, await RegisterAsync(registry, device, own, null, withoutCa: true, parsed.GetValue(policy), () => steps.StoreRoot(root), cancellation));
                }

                var request = steps.TakeRequest(key);
                if (who is BoardIssuer.Aws)
                {
                    X509Certificate2? issued = null;
                    var authorized = await registry!.CertifyAsync(device, request, parsed.GetValue(policy), pem => steps.Store(issued = Pem.Certificates(pem)[0], key, root), cancellation);
                    return new(request, issued!, authorized);
                }

                var certificate = Issue(authority!, request, ValidityPeriod.FromNow(clock, TimeSpan.FromDays(parsed.GetValue(days))));
                using var issuing = Pem.Certificates(authority!.CertificatePem)[0];
                return new(request, certificate,
                    await RegisterAsync(registry, device, certificate, issuing, parsed.GetValue(withoutCa), parsed.GetValue(policy), () => steps.Store(certificate, key, root), cancellation));
            }
        }));
        return command;
    }

    private static X509Certificate2 Issue(SoftwareAuthority authority, string request, ValidityPeriod validity) =>
        Pem.Certificates(authority.SignRequest(Pem.Request(request), CertificateProfile.Device, validity.CappedAt(authority.NotAfter)).CertificatePem)[0];

    private static async Task<Authorized?> RegisterAsync(
        BoardRegistry? registry, DeviceId thing, X509Certificate2 certificate, X509Certificate2? ca, bool withoutCa, string? policy, Action store, CancellationToken cancellation)
    {
        if (registry is not null) { return await registry.AuthorizeAsync(thing, certificate, ca, withoutCa, policy, store, cancellation); }
        store();
        return null;
    }

    private static Dictionary<string, BoardSetting> SettingsOf(DeviceId thing, string endpoint, TimeProvider clock, string? ssid, string? password)
    {
        var settings = new Dictionary<string, BoardSetting>
        {
            [BoardSetting.ThingName] = BoardSetting.Of(BoardSetting.ThingName, thing.ToString()),
            // The local cloud tells a port too, which the board has its own setting for.
            [BoardSetting.MqttEndpoint] = BoardSetting.Of(BoardSetting.MqttEndpoint, endpoint.Split(':')[0]),
            [BoardSetting.TimeHighWaterMark] = BoardSetting.Of(BoardSetting.TimeHighWaterMark, clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        };
        if (ssid is not null) { settings[BoardSetting.WifiNetwork] = BoardSetting.Of(BoardSetting.WifiNetwork, ssid); }
        if (password is not null) { settings[BoardSetting.WifiPassword] = BoardSetting.Of(BoardSetting.WifiPassword, password, isSecret: true); }
        return settings;
    }

    private static BoardFiles FilesOf(string? folder, DeviceId thing)
    {
        // A colon is fine in a thing's name, and not in a file's on every system.
        string? At(string extension) => folder is null ? null : Path.Combine(folder, thing.ToString().Replace(':', '.') + extension);
        return new(At(".pub.pem"), At(".csr"), At(".pem"));
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

    private sealed record Certified(string? Request, X509Certificate2 Certificate, Authorized? Authorized);

    private sealed record BoardFiles(string? Key, string? Request, string? Certificate)
    {
        public IEnumerable<string> All => new[] { Key, Request, Certificate }.OfType<string>();

        public IEnumerable<ToolFile> Of(DeviceKey key, string? request, X509Certificate2 certificate)
        {
            if (Key is null) { yield break; }
            yield return ToolFile.Public(Key, KeyOptions.PublicKeyPem(key.SubjectPublicKeyInfo.Span));
            if (request is not null) { yield return ToolFile.Public(Request!, request); }
            yield return ToolFile.Public(Certificate!, Pem.OfCertificate(certificate.RawData));
        }
    }

    private sealed record Provisioned(
        string ThingName, string Issuer, string KeyKind, string SpkiSha256, string SerialNumber, DateTime NotAfter, string Endpoint, string? CertificateId, string? PolicyName,
        bool ServerRootStored, string[] Paths);
}
