using System.CommandLine;
using System.Text.RegularExpressions;
using Infra.Devices;
using Infra.Identity.Contracts;
using Infra.Tools.Claims;

namespace Infra.Tools.Device;

/// <summary>What <c>provision device fleet</c> is told.</summary>
internal sealed partial class FleetOptions
{
    private readonly DeviceOptions _device = new();
    private readonly Option<string> _template = new("--template") { Description = "The fleet provisioning template.", Required = true };
    private readonly Option<string> _claimCertificate = new("--claim-cert") { Description = "The claim's certificate: a trusted user's (provision claim create), or one for provisioning by claim.", Required = true };
    private readonly Option<string> _claimKey = new("--claim-key") { Description = "The claim's private key; only you can read the file.", Required = true };
    private readonly Option<string?> _claimClient = new("--claim-client-id") { Description = "MQTT client id of the claim's connection, where the claim's policy asks for one. Default: --id." };
    private readonly TemplateParameters _parameters = new($"{FleetTemplateParameters.SerialNumber}=<--id>");
    private readonly Option<string> _endpoint = new("--endpoint") { Description = "HOST or HOST:PORT of the account's data endpoint (iot:Data-ATS).", Required = true };
    private readonly Option<string?> _serverRoot = DeviceOptions.ServerRoot();
    private readonly Option<string> _kind = DeviceOptions.Kind();
    private readonly Option<bool> _keyByAws = new("--key-by-aws") { Description = "AWS IoT makes the key and sends it, for devices that cannot make one. Default: the device keeps its own." };

    public Option<bool> Json => _device.Json;

    public void AddTo(Command command)
    {
        _serverRoot.Required = true;
        foreach (var option in (Option[])[_template, _claimCertificate, _claimKey, _claimClient, _parameters.Option, _endpoint, _serverRoot, _kind, _keyByAws]) { command.Options.Add(option); }
        _device.AddTo(command);
        _template.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !TemplateName().IsMatch(token.Value)) { result.AddError($"--template must be 1 to 36 of the characters A-Z a-z 0-9 _ -, is '{token.Value}'"); }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(_keyByAws) is { Implicit: false } && result.GetResult(_kind) is { Implicit: false }) { result.AddError("give one of --key-by-aws, --key"); }
        });
    }

    public FleetWish Of(ParseResult parsed, TimeProvider clock)
    {
        var device = _device.Device(parsed, clock);
        return new()
        {
            Device = device,
            Template = parsed.GetRequiredValue(_template),
            Parameters = _parameters.Of(parsed, FleetTemplateParameters.SerialNumber, device.Id),
            Claim = new(parsed.GetRequiredValue(_claimCertificate), parsed.GetRequiredValue(_claimKey), parsed.GetRequiredValue(_serverRoot)!),
            ClaimClientId = parsed.GetValue(_claimClient) ?? device.Id,
            Endpoint = DeviceConnection.Endpoint(parsed.GetRequiredValue(_endpoint)),
            KeyOfItsOwn = parsed.GetValue(_keyByAws) ? null : DeviceOptions.KindOf(parsed.GetRequiredValue(_kind)),
            Patience = _device.Patience(parsed),
        };
    }

    // CreateProvisioningTemplate's pattern. It also keeps what means more to MQTT out of a topic.
    [GeneratedRegex("^[0-9A-Za-z_-]{1,36}$")]
    private static partial Regex TemplateName();
}

/// <summary>A device that is to exchange a claim for a certificate of its own.</summary>
internal sealed record FleetWish
{
    public required ReferenceDevice Device { get; init; }

    public required string Template { get; init; }

    /// <summary>What the template asks the device.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public required DeviceFiles Claim { get; init; }

    public required string ClaimClientId { get; init; }

    public required MqttEndpoint Endpoint { get; init; }

    /// <summary>The kind of key to make where the device has none; null: AWS IoT makes it.</summary>
    public required DeviceKeyKind? KeyOfItsOwn { get; init; }

    /// <summary>How long to try, for each of the requests and for the connection.</summary>
    public required TimeSpan Patience { get; init; }
}
