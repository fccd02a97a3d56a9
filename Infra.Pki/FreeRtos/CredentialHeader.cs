using System.Globalization;
using System.Text;

namespace Infra.Pki.FreeRtos;

/// <summary><c>aws_clientcredential.h</c>: where and as what the demos connect. The defaults are FreeRTOS's own.</summary>
public sealed record CredentialHeader
{
    public const string FileName = "aws_clientcredential.h";

    /// <summary>IEEE 802.11: an SSID has at most 32 bytes.</summary>
    private const int MostSsidBytes = 32;

    private const string Prefix = "clientcredential";

    /// <summary>Host name of the account's data endpoint. Default: none.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The thing, and with it the MQTT client id. Default: none.</summary>
    public string ThingName { get; init; } = "";

    /// <summary>Default: MQTT over TLS.</summary>
    public int MqttPort { get; init; } = 8883;

    /// <summary>Default: Greengrass discovery over HTTPS.</summary>
    public int DiscoveryPort { get; init; } = 8443;

    /// <summary>The network to join. Default: none.</summary>
    public string WifiSsid { get; init; } = "";

    /// <summary>Default: none.</summary>
    public string WifiPassword { get; init; } = "";

    /// <summary>Default: WPA2.</summary>
    public WifiSecurity WifiSecurity { get; init; } = WifiSecurity.WPA2;

    /// <summary>The header, byte for byte the same for the same settings.</summary>
    /// <exception cref="PkiException">A setting cannot be: see <see cref="FreeRtosErrors.SettingNotPossible"/>.</exception>
    public string Write()
    {
        RequirePossible();
        return new StringBuilder()
            .Append("#ifndef __AWS_CLIENTCREDENTIAL__H__\n#define __AWS_CLIENTCREDENTIAL__H__\n\n")
            .Append("/* Host name of the MQTT broker. */\n").Append(Macro("MQTT_BROKER_ENDPOINT", CString.Write(Endpoint)))
            .Append("/* Name of the thing, and MQTT client id. */\n").Append(Macro("IOT_THING_NAME", CString.Write(ThingName)))
            .Append("/* Port of the MQTT broker. */\n").Append(Macro("MQTT_BROKER_PORT", MqttPort.ToString(CultureInfo.InvariantCulture)))
            .Append("/* Port of Greengrass discovery. */\n").Append(Macro("GREENGRASS_DISCOVERY_PORT", DiscoveryPort.ToString(CultureInfo.InvariantCulture)))
            .Append("/* Wi-Fi network to join. */\n").Append(Macro("WIFI_SSID", CString.Write(WifiSsid)))
            .Append("/* Its password. */\n").Append(Macro("WIFI_PASSWORD", CString.Write(WifiPassword)))
            .Append("/* eWiFiSecurityOpen, eWiFiSecurityWEP, eWiFiSecurityWPA or eWiFiSecurityWPA2. */\n").Append(Macro("WIFI_SECURITY", $"eWiFiSecurity{WifiSecurity}"))
            .Append("#endif /* ifndef __AWS_CLIENTCREDENTIAL__H__ */\n")
            .ToString();
    }

    /// <summary>Reads the header as FreeRTOS ships it, as its tools leave it, or as it is written here.</summary>
    public static CredentialHeader Read(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var macros = CMacros.Read(header);
        var defaults = new CredentialHeader();
        return new()
        {
            Endpoint = Text(macros, "MQTT_BROKER_ENDPOINT"),
            ThingName = Text(macros, "IOT_THING_NAME"),
            MqttPort = Number(macros, "MQTT_BROKER_PORT", defaults.MqttPort),
            DiscoveryPort = Number(macros, "GREENGRASS_DISCOVERY_PORT", defaults.DiscoveryPort),
            WifiSsid = Text(macros, "WIFI_SSID"),
            WifiPassword = Text(macros, "WIFI_PASSWORD"),
            WifiSecurity = Security(macros, defaults.WifiSecurity),
        };
    }

    private static string Macro(string name, string value) => $"#define {Prefix + name,-44} {value}\n\n";

    private void RequirePossible()
    {
        Require(Encoding.UTF8.GetByteCount(WifiSsid) <= MostSsidBytes, $"the SSID '{WifiSsid}' has more than {MostSsidBytes} bytes");
        // WPA: a passphrase of 8 to 63 characters, or the key itself as 64 hex digits. The password is not repeated in messages.
        var length = Encoding.UTF8.GetByteCount(WifiPassword);
        Require(WifiSecurity is WifiSecurity.Open or WifiSecurity.WEP || WifiSsid.Length == 0 || length is >= 8 and <= 63 || (length == 64 && WifiPassword.All(char.IsAsciiHexDigit)),
            $"the Wi-Fi password has {length} bytes; {WifiSecurity} takes 8 to 63, or 64 hex digits");
        Require(MqttPort is > 0 and <= ushort.MaxValue && DiscoveryPort is > 0 and <= ushort.MaxValue, $"ports are 1 to 65535, not {MqttPort} and {DiscoveryPort}");
        Require(Endpoint.Length == 0 || Uri.CheckHostName(Endpoint) is UriHostNameType.Dns or UriHostNameType.IPv4,
            $"'{Endpoint}' is no host name; give it without https:// and port (aws iot describe-endpoint --endpoint-type iot:Data-ATS)");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) { throw new PkiException(FreeRtosErrors.SettingNotPossible, what); }
    }

    private static string Text(IReadOnlyDictionary<string, CMacro> macros, string name)
    {
        if (!macros.TryGetValue(Prefix + name, out var macro)) { throw Malformed($"{Prefix}{name} is not defined"); }
        return macro.Text is { } text && !text.StartsWith("Paste ", StringComparison.Ordinal) ? text : "";
    }

    private static int Number(IReadOnlyDictionary<string, CMacro> macros, string name, int otherwise) =>
        !macros.TryGetValue(Prefix + name, out var macro) ? otherwise
            : int.TryParse(macro.Source, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw Malformed($"{Prefix}{name} is '{macro.Source}', not a number");

    private static WifiSecurity Security(IReadOnlyDictionary<string, CMacro> macros, WifiSecurity otherwise) =>
        !macros.TryGetValue(Prefix + "WIFI_SECURITY", out var macro) ? otherwise
            : Enum.GetValues<WifiSecurity>().Where(value => macro.Source == $"eWiFiSecurity{value}").Select(value => (WifiSecurity?)value).SingleOrDefault()
                ?? throw Malformed($"{Prefix}WIFI_SECURITY is '{macro.Source}'; known are {string.Join(", ", Enum.GetNames<WifiSecurity>().Select(value => $"eWiFiSecurity{value}"))}");

    private static PkiException Malformed(string what) => new(FreeRtosErrors.HeaderMalformed, $"{FileName} cannot be read: {what}");
}

/// <summary>The security types of FreeRTOS's Wi-Fi library, by their names there.</summary>
public enum WifiSecurity
{
    /// <summary>No password.</summary>
    Open,

    /// <summary>Broken since 2001; some lab equipment has nothing else.</summary>
    WEP,

    /// <summary>WPA with TKIP.</summary>
    WPA,

    /// <summary>WPA2 with CCMP.</summary>
    WPA2,
}
