using System.Globalization;

namespace Infra.Devices;

/// <summary>Where a device connects: AWS IoT's answer is a host alone, the local cloud's has a port.</summary>
public sealed record MqttEndpoint(string Host, int Port)
{
    /// <summary>MQTT over TLS (IANA secure-mqtt), AWS IoT's too.</summary>
    public const int DefaultPort = 8883;

    /// <summary>HOST, with :PORT where it is not the usual one.</summary>
    public override string ToString() => Port == DefaultPort ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>HOST or HOST:PORT; null for anything else.</summary>
    public static MqttEndpoint? Parse(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        var colon = trimmed.LastIndexOf(':');
        var host = colon < 0 ? trimmed : trimmed[..colon];
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) { return null; }
        if (colon < 0) { return new(host, DefaultPort); }
        return int.TryParse(trimmed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            ? new(host, port) : null;
    }
}
