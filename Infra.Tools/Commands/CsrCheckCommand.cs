using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Infra.Identity.Keys;
using Infra.Identity.Requests;
using Infra.Tools.Keys;

namespace Infra.Tools.Commands;

/// <summary><c>provision csr check</c>: would the authorizer accept this request? Asks the authorizer's own code.</summary>
internal static class CsrCheckCommand
{
    /// <summary>The reason that the authorizer logs for it.</summary>
    private const string KeyDiffers = "key_differs";

    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string>("file") { Description = "The request, PEM or DER; - for standard input." };
        var deviceKey = new Option<string?>("--device-key") { Description = "The key that is recorded for the device: PEM, DER, base64 of either, or a board's serial log. Default: it is not compared." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("check", "Hold a device's certificate request against every rule that the authorizer applies before it looks the device up.") { file, deviceKey, json };
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
            Check(
                console, ToolFiles.Read(parsed.GetRequiredValue(file), console.Input),
                parsed.GetValue(deviceKey) is { } path ? KeyOptions.ReadDeviceKey(path, console) : null, parsed.GetValue(json))));
        return command;
    }

    private static int Check(ToolConsole console, string request, DeviceKey? recorded, bool json)
    {
        switch (CsrVerifier.VerifyHeader(CsrHeader.Write(Encoding.Latin1.GetBytes(request))))
        {
            case CsrVerdict.Accepted csr when recorded is not null && recorded.Sha256 != csr.Key.Sha256:
                console.Result(
                    json, new RefusedRequest(false, KeyDiffers),
                    $"refused: {KeyDiffers}", $"  request   {csr.Key.Kind}, SHA-256 {csr.Key.Sha256}", $"  recorded  {recorded.Kind}, SHA-256 {recorded.Sha256}");
                return ExitCodes.Refused;
            case CsrVerdict.Accepted csr:
                console.Result(
                    json,
                    new AcceptedRequest(true, csr.Device.ToString(), csr.Key.Kind.ToString(), csr.Sha256.ToString(), csr.Key.Sha256.ToString()),
                    $"accepted: the request of device {csr.Device} is in order",
                    $"  key     {csr.Key.Kind}, SHA-256 {csr.Key.Sha256}",
                    $"  request SHA-256 {csr.Sha256}");
                return ExitCodes.Done;
            case CsrVerdict.Refused refused:
                console.Result(json, new RefusedRequest(false, refused.Reason.Code), $"refused: {refused.Reason.Code}");
                return ExitCodes.Refused;
            default:
                throw new UnreachableException();
        }
    }

    private sealed record AcceptedRequest(bool Accepted, string DeviceId, string KeyKind, string CsrSha256, string SpkiSha256);

    private sealed record RefusedRequest(bool Accepted, string Reason);
}
