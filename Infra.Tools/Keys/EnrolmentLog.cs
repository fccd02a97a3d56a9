using System.Text.Json;

namespace Infra.Tools.Keys;

/// <summary>
/// What a lab's CA certified on an officer's word, which stands for the proof of possession that the demos cannot give (RFC 2986, RFC 4211 4). A line is on the
/// disk before its certificate is signed: there may be one too many after a failure, never one too few. The officer's signed request is kept with it.
/// </summary>
internal static class EnrolmentLog
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static void Append(string path, Enrolment enrolment)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None);
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(enrolment, _json), (byte)'\n']);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Unwritable, $"nothing is issued, because it cannot be logged: {e.Message.TrimEnd('.')}", "--log with a file that can be written");
        }
    }
}

/// <summary>One line of the log.</summary>
/// <param name="At">When it was written, by this machine's clock.</param>
/// <param name="OfficerSignedAt">When the officer signed, by the officer's; null for a request that names no key.</param>
/// <param name="Request">The officer's request: base64 of its DER.</param>
internal sealed record Enrolment(
    DateTime At, string ThingName, string SpkiSha256, string OfficerSha256, bool OfficerNamedKey, DateTime? OfficerSignedAt, string SerialNumber, DateTime NotAfter, string Request);
