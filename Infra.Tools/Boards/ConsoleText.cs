using System.Text.RegularExpressions;

namespace Infra.Tools.Boards;

/// <summary>
/// A line of the board's console as a person saw it. Where a log line comes while a command is typed, the console takes the command away (carriage return,
/// ANSI "erase line"), prints the log line, and prints prompt and command again.
/// </summary>
internal static partial class ConsoleText
{
    public const string Prompt = "> ";

    /// <summary>The text without escape sequences and prompts, and without what was overwritten.</summary>
    public static string Clean(string line)
    {
        var text = EscapeSequence().Replace(line, "").Replace("\0", "", StringComparison.Ordinal).TrimEnd('\r', '\n');
        text = text[(text.LastIndexOf('\r') + 1)..];
        while (text.StartsWith(Prompt, StringComparison.Ordinal)) { text = text[Prompt.Length..]; }
        return text.TrimEnd();
    }

    /// <summary>Whether nothing but the prompt stands in the line that is not ended yet.</summary>
    public static bool IsPrompt(string partial)
    {
        var text = EscapeSequence().Replace(partial, "");
        return text[(text.LastIndexOf('\r') + 1)..] == Prompt;
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex EscapeSequence();
}
