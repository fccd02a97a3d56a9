using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Infra.Identity.Keys;

namespace Infra.Pki.FreeRtos;

/// <summary>
/// Finds the public key in a board's serial log. <c>aws_dev_mode_key_provisioning.c</c> announces it on one log line and prints the
/// DER SubjectPublicKeyInfo as hex, 16 bytes a row, in groups of two; what a capture makes of that (timestamps, colours, other
/// tasks' lines in between, all on one line) is undone here.
/// </summary>
public static partial class ConsoleKeyLog
{
    /// <summary>Of P-256, the only kind that the firmware exports.</summary>
    private const int P256Bytes = 91;

    /// <summary>Every key of the log, in its order; a board that makes a new key at each start prints several. At least one.</summary>
    public static ImmutableArray<ConsoleKey> ReadAll(string log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var lines = Lines(log);
        var name = lines.Select(line => RecommendedName().Match(line)).LastOrDefault(match => match.Success)?.Groups[1].Value;
        var found = ImmutableArray.CreateBuilder<ConsoleKey>();
        PkiException? firstFault = null;
        foreach (var (index, announcement) in Announcements(lines))
        {
            try
            {
                found.Add(new ConsoleKey(ReadOne(lines, index, announcement), index + 1, name));
            }
            catch (PkiException fault)
            {
                // A reset in the middle of a print is no reason to refuse the whole print that follows.
                firstFault ??= fault;
            }
        }

        return found.Count > 0 ? found.ToImmutable() : throw firstFault ?? Missing(lines);
    }

    /// <summary>The one key of the log; printed several times is fine, several keys are not.</summary>
    public static ConsoleKey Read(string log)
    {
        var all = ReadAll(log);
        var distinct = all.DistinctBy(console => console.Key.Sha256).ToList();
        return distinct.Count == 1
            ? all[^1]
            : throw new PkiException(FreeRtosErrors.ConsoleKeysDiffer,
                $"the log holds {distinct.Count} different keys (lines {string.Join(", ", distinct.Select(console => console.Line))}): "
                + "each start with keyprovisioningFORCE_GENERATE_NEW_KEY_PAIR 1 makes a new one and the earlier die; take the last of one board, or a log of one start");
    }

    private static DeviceKey ReadOne(string[] lines, int index, Match announcement)
    {
        var announced = int.Parse(announcement.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var text = lines[index..Math.Min(lines.Length, index + HexSearch.MostLines)];
        text[0] = text[0][(announcement.Index + announcement.Length)..];
        // A second announcement starts another print.
        var end = Array.FindIndex(text, 1, line => Announcement().IsMatch(line));
        var runs = HexRun.In(end < 0 ? text : text[..end]);
        return HexSearch.Find(runs, announced) is { } der
            ? Judge(der, index)
            : throw NoKey(runs, announced, index);
    }

    private static DeviceKey Judge(byte[] der, int index)
    {
        if (!DeviceKey.TryRead(der, out var key, out var refusal)) { throw Damaged(index, refusal); }
        return key.Kind == KeyKind.P256
            ? key
            : throw new PkiException(FreeRtosErrors.ConsoleKeyNotP256,
                $"the key announced in line {index + 1} is {key.Kind}; the firmware exports EC P-256 only ({P256Bytes} bytes)");
    }

    private static PkiException NoKey(IReadOnlyList<HexRun> runs, int announced, int index)
    {
        var bytes = runs.SelectMany(run => run.Bytes).Take(announced).ToArray();
        if (bytes.Length < announced)
        {
            return new(FreeRtosErrors.ConsoleKeyIncomplete,
                $"line {index + 1} announces {announced} bytes, {bytes.Length} follow; capture the whole print, up to the line after it");
        }

        DeviceKey.TryRead(bytes, out _, out var refusal);
        return Damaged(index, refusal);
    }

    private static PkiException Damaged(int index, KeyRefusal refusal) => new(FreeRtosErrors.ConsoleKeyDamaged,
        refusal == KeyRefusal.ValueInvalid
            ? $"the key announced in line {index + 1} is damaged: its point is not on the curve; capture the log again"
            : $"the bytes announced in line {index + 1} are no SubjectPublicKeyInfo ({refusal}); capture the log again");

    private static PkiException Missing(string[] lines)
    {
        var waiting = lines.Select(line => WaitingLine().Match(line)).LastOrDefault(match => match.Success);
        return new(FreeRtosErrors.ConsoleKeyMissing, waiting is not null
            ? $"no line 'Device public key, N bytes:' in the log; the board was waiting for {waiting.Groups[1].Value} seconds before it makes a key: log for longer"
            : "no line 'Device public key, N bytes:' in the log; build with keyprovisioningFORCE_GENERATE_NEW_KEY_PAIR 1 and log from reset on, "
                + "for longer than keyprovisioningDELAY_BEFORE_KEY_PAIR_GENERATION_SECS (180 unless changed)");
    }

    private static IEnumerable<(int Index, Match Announcement)> Announcements(string[] lines) => lines
        .SelectMany((line, index) => Announcement().Matches(line).Select(match => (index, match)));

    /// <summary>Plain lines: no colours, no cursor movements, no carriage returns.</summary>
    private static string[] Lines(string log) =>
        Controls().Replace(EscapeSequences().Replace(log, ""), "").ReplaceLineEndings("\n").Split('\n');

    [GeneratedRegex(@"Device public key,\s*(\d{1,4}) bytes:")]
    private static partial Regex Announcement();

    [GeneratedRegex(@"Recommended certificate subject name: CN=(\S+)")]
    private static partial Regex RecommendedName();

    [GeneratedRegex(@"Waiting for (\d+) seconds before generating key-pair")]
    private static partial Regex WaitingLine();

    /// <summary>ECMA-48: CSI sequences, OSC sequences up to BEL or ST, and two-character escapes.</summary>
    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -Z\\^_])")]
    private static partial Regex EscapeSequences();

    [GeneratedRegex(@"[\x00-\x08\x0b\x0e-\x1f\x7f]")]
    private static partial Regex Controls();
}
