using System.Security.Cryptography;

namespace Infra.Tools.Boards;

/// <summary>What the board printed between a command and the next prompt.</summary>
internal sealed record BoardAnswer(string Command, IReadOnlyList<string> Lines)
{
    private const string LogError = "<ERR>";

    /// <summary>
    /// The line with which the console refuses a command, if any. A log line with <c>&lt;ERR&gt;</c> is not one: other tasks log theirs in between, and those of
    /// a board that is not provisioned yet fail all the time.
    /// </summary>
    public string? Refusal => Lines.FirstOrDefault(line =>
        line.StartsWith("error", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Command not recognized", StringComparison.Ordinal));

    /// <summary>The last error that any task logged meanwhile: often the reason.</summary>
    public string? LoggedError => Lines.LastOrDefault(line => line.Contains(LogError, StringComparison.Ordinal));

    /// <summary>The command is not known to this firmware, which then prints the help of its family.</summary>
    public bool IsHelp(string family) => Lines.Any(line => line == family + ":");

    /// <summary>The DER of the PEM block with this label; null: there is none, or it is cut.</summary>
    public byte[]? Der(string label)
    {
        var begin = IndexOf($"-----BEGIN {label}-----", 0);
        var end = begin < 0 ? -1 : IndexOf($"-----END {label}-----", begin);
        if (end < 0) { return null; }
        // Log lines may stand between the block's; a line of theirs is hardly ever base64.
        var pem = string.Join('\n', Lines.Take(begin..(end + 1)).Where((line, index) => index == 0 || index == end - begin || IsBase64(line)));
        try
        {
            return PemEncoding.TryFind(pem, out var fields) ? Convert.FromBase64String(pem[fields.Base64Data]) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private int IndexOf(string text, int from)
    {
        for (var i = from; i < Lines.Count; i++)
        {
            if (Lines[i] == text) { return i; }
        }

        return -1;
    }

    private static bool IsBase64(string line) => line.Length > 0 && line.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/' or '=');
}
