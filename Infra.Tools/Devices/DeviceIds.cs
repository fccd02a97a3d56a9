using Infra.Identity;

namespace Infra.Tools.Devices;

/// <summary>Devices as the command line names them.</summary>
internal static class DeviceIds
{
    public const string Invalid = "device-id-invalid";
    public const string Unknown = "device-unknown";

    public static DeviceId Parse(string text) => DeviceId.TryParse(text, out var device)
        ? device
        : throw new ToolException(ExitCodes.Refused, Invalid, $"'{text}' is no device id", $"give 1 to {DeviceId.MaxLength} of A-Z a-z 0-9 : _ -");

    public static ToolException IsUnknown(string device, string table) =>
        new(ExitCodes.Refused, Unknown, $"table '{table}' has no device {device}", "ids are case-sensitive; check --table, --sku and the region");
}
