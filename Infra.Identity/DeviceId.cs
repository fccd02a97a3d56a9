using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Infra.Identity;

/// <summary>
/// A device's one name: subject CN of its CSR, key in the device table, thing name, MQTT client id.
/// Grammar: <c>[A-Za-z0-9:_-]{1,64}</c>, the thing names of AWS IoT cut to the 64 characters that X.520 gives a common name.
/// </summary>
public readonly record struct DeviceId
{
    /// <summary>The longest id; ub-common-name of RFC 5280 appendix A.</summary>
    public const int MaxLength = 64;

    /// <summary>The grammar as a regular expression, for those who check ids elsewhere.</summary>
    public const string Pattern = "^[A-Za-z0-9:_-]{1,64}$";

    private static readonly SearchValues<char> _allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_-");

    private readonly string? _value;

    private DeviceId(string value) => _value = value;

    private string Value => _value ?? throw new InvalidOperationException("this device id was never given a value");

    /// <summary>Reads an id, or says no.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeviceId id)
    {
        var fits = text is { Length: >= 1 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(_allowed);
        id = fits ? new DeviceId(text!) : default;
        return fits;
    }

    /// <summary>Reads an id that must be one.</summary>
    public static DeviceId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is no device id; a device id is 1 to {MaxLength} of A-Z a-z 0-9 : _ -");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
