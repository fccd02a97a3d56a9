namespace Infra.Tools;

/// <summary>What the shell learns. README.md lists them; scripts rely on them.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or: what was checked is in order.</summary>
    public const int Done = 0;

    /// <summary>What was checked breaks a rule.</summary>
    public const int Refused = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>A file cannot be read or written, is there already, or is not private enough.</summary>
    public const int File = 3;

    /// <summary>AWS refused a call, or did not answer.</summary>
    public const int Aws = 4;

    /// <summary>A board on a serial line did not answer, or not as its console does.</summary>
    public const int Board = 5;

    /// <summary>Ended from outside (Ctrl-C, SIGTERM): 128 and the signal, as shells count.</summary>
    public const int Interrupted = 130;

    /// <summary>Each code in words, for help and README.</summary>
    public static IReadOnlyDictionary<int, string> Meanings { get; } = new SortedDictionary<int, string>
    {
        [Done] = "done, or in order",
        [Refused] = "what was given breaks a rule",
        [Usage] = "the command line makes no sense",
        [File] = "a file cannot be read or written, is there already, or is not private enough",
        [Aws] = "AWS refused a call, or did not answer",
        [Board] = "a board on a serial line did not answer, or not as its console does",
        [Interrupted] = "ended from outside (Ctrl-C)",
    };
}
