using System.CommandLine;
using System.CommandLine.Parsing;
using Infra.Identity;
using Infra.Pki;

namespace Infra.Tools.Keys;

/// <summary>What <c>provision key board</c> is told.</summary>
internal sealed class BoardOptions
{
    private const int MostDays = 3650;
    private const int LongestPatience = 600;
    private static readonly int[] _speeds = [9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600];

    private readonly Option<string> _serial = new("--serial") { Description = "The board's serial line, such as /dev/ttyACM0.", Required = true };
    private readonly Option<int> _baud = new("--baud") { Description = "Speed of the serial line in bits a second.", DefaultValueFactory = _ => 115200 };
    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds that the board has for each answer; some take long to make a key.", DefaultValueFactory = _ => 20 };
    private readonly Option<DeviceId> _thing = KeyOptions.Thing();
    private readonly Option<BoardIssuer?> _issuer = new("--issuer") { Description = "Who signs the certificate: AWS IoT, the CA of --ca-chain, or the board itself. Default: ca with --ca-chain, else aws." };
    private readonly Option<int> _days = KeyOptions.Days(MostDays);
    private readonly AuthorityOptions _ca = new(required: false);
    private readonly Option<bool> _withoutCa = new("--without-ca") { Description = "The CA is not registered in AWS IoT: register the certificate alone." };
    private readonly Option<string?> _policy = new("--policy") { Description = "An IoT policy that is there. Default: one for this thing alone, made if need be." };
    private readonly Option<bool> _offline = new("--offline") { Description = "Do nothing in AWS; 'key authorize' can follow. Needs --ca-chain or --issuer self, and --endpoint." };
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "Host name that the board connects to. Default: the account's data endpoint (iot:Data-ATS)." };
    private readonly Option<string?> _serverRoot = new("--server-root") { Description = "Root certificate of that endpoint, PEM, for the board. Default: the board keeps the one it has." };
    private readonly Option<string?> _ssid = new("--wifi-ssid") { Description = "Wi-Fi network. Default: the board keeps the one it has." };
    private readonly PassphraseOptions _password = new("--wifi-password", "the Wi-Fi network");
    private readonly Option<bool> _keepKey = new("--keep-key") { Description = "Certify the key that the board has, for instance one that the factory recorded." };
    private readonly Option<bool> _noReset = new("--no-reset") { Description = "Do not restart the board at the end." };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for THING.pub.pem, THING.csr and THING.pem. Default: they are not kept." };
    private readonly Option<string?> _region = KeyOptions.Region();
    private readonly Option<bool> _force = new("--force") { Description = "Replace name, key and certificate that the board has, and files that are there already." };

    public Option<bool> Json { get; } = KeyOptions.Json();

    public void AddTo(Command command)
    {
        _baud.RequireOneOf(_speeds);
        _timeout.RequireRange(1, LongestPatience);
        foreach (var option in (Option[])
            [_serial, _baud, _timeout, _thing, _issuer, _days, _withoutCa, _policy, _offline, _endpoint, _serverRoot, _ssid, _keepKey, _noReset, _out, _region, _force, Json])
        {
            command.Options.Add(option);
        }

        _ca.AddTo(command);
        _password.AddTo(command);
        command.Validators.Add(RequireIssuer);
    }

    public BoardWish Of(ParseResult parsed) => new()
    {
        Serial = parsed.GetRequiredValue(_serial),
        Baud = parsed.GetValue(_baud),
        AnswersWithin = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
        Thing = parsed.GetRequiredValue(_thing),
        Issuer = parsed.GetValue(_issuer) ?? (_ca.ReadChainPath(parsed) is null ? BoardIssuer.Aws : BoardIssuer.Ca),
        Life = TimeSpan.FromDays(parsed.GetValue(_days)),
        WithoutCa = parsed.GetValue(_withoutCa),
        Policy = parsed.GetValue(_policy),
        IsOffline = parsed.GetValue(_offline),
        Region = parsed.GetValue(_region),
        Endpoint = parsed.GetValue(_endpoint),
        ServerRootPath = parsed.GetValue(_serverRoot),
        WifiNetwork = parsed.GetValue(_ssid),
        Licence = new(parsed.GetValue(_keepKey), parsed.GetValue(_force)),
        Restarts = !parsed.GetValue(_noReset),
        Folder = parsed.GetValue(_out),
    };

    /// <summary>The lab's CA; null: none was named.</summary>
    public SoftwareAuthority? OpenAuthority(ParseResult parsed, ToolConsole console, TimeProvider clock) => _ca.Open(parsed, console, clock);

    /// <summary>Null: the board keeps the one it has.</summary>
    public string? ReadWifiPassword(ParseResult parsed, ToolConsole console) => _password.Read(parsed, console);

    private void RequireIssuer(CommandResult result)
    {
        var isCa = result.GetResult("--ca-chain") is not null;
        var chosen = result.GetResult(_issuer) is { } given && !given.Errors.Any() ? result.GetValue(_issuer) : null;
        if (chosen is BoardIssuer.Ca && !isCa) { result.AddError("--issuer ca needs --ca-chain and --ca-key"); }
        if (isCa && chosen is (BoardIssuer.Aws or BoardIssuer.Self)) { result.AddError($"--issuer {chosen.ToString()!.ToLowerInvariant()} takes no --ca-chain"); }
        if (!result.GetValue(_offline)) { return; }
        if (!isCa && chosen is not BoardIssuer.Self) { result.AddError("--offline needs --ca-chain or --issuer self: AWS is not asked for a certificate"); }
        if (result.GetResult(_endpoint) is null) { result.AddError("--offline needs --endpoint: AWS is not asked for it"); }
    }
}

/// <summary>A board that is to be provisioned over its serial line.</summary>
internal sealed record BoardWish
{
    public required string Serial { get; init; }

    /// <summary>Bits a second.</summary>
    public required int Baud { get; init; }

    /// <summary>What the board has for each answer.</summary>
    public required TimeSpan AnswersWithin { get; init; }

    public required DeviceId Thing { get; init; }

    public required BoardIssuer Issuer { get; init; }

    /// <summary>Of a certificate from the lab's CA.</summary>
    public required TimeSpan Life { get; init; }

    /// <summary>The lab's CA is not registered in AWS IoT.</summary>
    public bool WithoutCa { get; init; }

    /// <summary>Null: a policy for this thing alone.</summary>
    public string? Policy { get; init; }

    /// <summary>AWS is asked for nothing.</summary>
    public bool IsOffline { get; init; }

    public string? Region { get; init; }

    /// <summary>Null: the account's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Null: the board keeps the one it has.</summary>
    public string? ServerRootPath { get; init; }

    /// <summary>Null: the board keeps the one it has.</summary>
    public string? WifiNetwork { get; init; }

    public required BoardLicence Licence { get; init; }

    public bool Restarts { get; init; }

    /// <summary>For key, request and certificate; null: they are not kept.</summary>
    public string? Folder { get; init; }
}
