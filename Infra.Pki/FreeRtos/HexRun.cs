using System.Text.RegularExpressions;

namespace Infra.Pki.FreeRtos;

/// <summary>Bytes in hex beside each other on one line of a log.</summary>
internal sealed partial record HexRun(byte[] Bytes)
{
    public static IReadOnlyList<HexRun> In(IEnumerable<string> lines) =>
    [
        .. lines.SelectMany(line => Runs().Matches(line))
            .Select(match => new HexRun(Convert.FromHexString(string.Concat(match.Value.Where(char.IsAsciiHexDigit))))),
    ];

    /// <summary>Whole words of two bytes, or one: the 8 of a log line's number and the bead of beads are none.</summary>
    [GeneratedRegex(@"(?<![\w.])(?:[0-9a-fA-F]{2}){1,2}(?:[ \t]+(?:[0-9a-fA-F]{2}){1,2})*(?![\w.])")]
    private static partial Regex Runs();
}
