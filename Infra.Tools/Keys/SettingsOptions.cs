using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary>What <c>aws_clientcredential.h</c> says.</summary>
internal sealed class SettingsOptions
{
    private static readonly CredentialHeader Defaults = new();

    private readonly Option<string?> _endpoint = new("--endpoint") { Description = $"The account's data endpoint (iot:Data-ATS); with it {CredentialHeader.FileName} is written too." };
    private readonly Option<int> _port = new("--port") { Description = "Port of the MQTT broker.", DefaultValueFactory = _ => Defaults.MqttPort };
    private readonly Option<string> _ssid = new("--wifi-ssid") { Description = "Wi-Fi network. Default: none.", DefaultValueFactory = _ => "" };
    private readonly Option<WifiSecurity> _security = new("--wifi-security") { Description = "Its security.", DefaultValueFactory = _ => Defaults.WifiSecurity };
    private readonly PassphraseOptions _password = new("--wifi-password", "the Wi-Fi network");

    public void AddTo(Command command)
    {
        command.Options.Add(_endpoint);
        command.Options.Add(_port);
        command.Options.Add(_ssid);
        command.Options.Add(_security);
        _password.AddTo(command);
    }

    /// <summary>Null: the header is not asked for. The thing's name is the certificate's, so that the two cannot differ.</summary>
    public CredentialHeader? Read(ParseResult parsed, ToolConsole console, X509Certificate2 certificate) =>
        parsed.GetValue(_endpoint) is { } endpoint ? Read(parsed, console, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), endpoint) : null;

    /// <summary>The same for a thing and endpoint that are known.</summary>
    public CredentialHeader Read(ParseResult parsed, ToolConsole console, string thingName, string endpoint) => new()
    {
        Endpoint = parsed.GetValue(_endpoint) ?? endpoint,
        ThingName = thingName,
        MqttPort = parsed.GetValue(_port),
        WifiSsid = parsed.GetRequiredValue(_ssid),
        WifiPassword = _password.Read(parsed, console) ?? "",
        WifiSecurity = parsed.GetValue(_security),
    };
}
