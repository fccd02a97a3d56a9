using System.CommandLine;
using System.Globalization;
using System.Text;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary>Options that several <c>key</c> commands take, and how their values are read.</summary>
internal static class KeyOptions
{
    public static Option<bool> Json() => new("--json") { Description = "One JSON object instead of text." };

    public static Option<bool> Force() => new("--force") { Description = "Replace files that are there already." };

    public static Option<string> Out(string what) => new("--out") { Description = what, Required = true };

    public static Option<string?> Region() => new("--region") { Description = "AWS region. Default: the environment's." };

    public static Option<string> DeviceKey() => new("--device-key") { Description = "The board's public key as 'key read' writes it, or the serial log itself; - for standard input.", Required = true };

    public static Option<DeviceId> Thing()
    {
        var option = new Option<DeviceId>("--thing") { Description = "Name of the thing: the subject's common name and MQTT client id.", Required = true, CustomParser = ParseDevice };
        return option;
    }

    public static Option<int> Days(int most)
    {
        var option = new Option<int>("--days") { Description = "Life of the certificate; it ends with its issuer at the latest.", DefaultValueFactory = _ => 365 };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var days) && (days < 1 || days > most))
            {
                result.AddError($"{option.Name} must be from 1 to {most}, is {days}");
            }
        });
        return option;
    }

    /// <summary>A board's key from what the person has: the log, PEM, DER, or base64 of either.</summary>
    public static DeviceKey ReadDeviceKey(string path, ToolConsole console)
    {
        var text = ToolFiles.Read(path, console.Input);
        if (text.Contains("Device public key,", StringComparison.Ordinal)) { return ConsoleKeyLog.Read(text).Key; }
        var der = RecordedKey.TryDecode(text, out var decoded) ? decoded : Encoding.Latin1.GetBytes(text);
        return Infra.Identity.Keys.DeviceKey.TryRead(der, out var key, out var refusal)
            ? key
            : throw new ToolException(ExitCodes.Refused, "device-key-refused", $"'{path}' holds no public key that a device may have: {refusal}", "make it with 'provision key read'");
    }

    public static string PublicKeyPem(ReadOnlySpan<byte> subjectPublicKeyInfo) =>
        System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", subjectPublicKeyInfo) + "\n";

    private static DeviceId ParseDevice(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (DeviceId.TryParse(result.Tokens.Single().Value, out var device)) { return device; }
        result.AddError($"--thing '{result.Tokens.Single().Value}' is no thing name; give 1 to {DeviceId.MaxLength} of A-Z a-z 0-9 : _ -");
        return default;
    }
}
