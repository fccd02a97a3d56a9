using System.Text;

namespace Infra.Tools.Boards;

/// <summary>
/// The command line of FreeRTOS's reference integrations (<c>Common/cli</c> there) on the other end of a serial line: it repeats what is typed, answers in
/// lines, and shows <c>&gt; </c> when it is done. It has a small buffer and no flow control, so no line is sent before the last one was repeated.
/// </summary>
internal sealed class BoardConsole(ISerialLine line, TimeProvider clock, TimeSpan patience, CancellationToken cancellation)
{
    private const byte ControlC = 3;

    // No line of a console comes near this; noise, as of another speed, has no line ends.
    private const int MostLineLength = 8192;

    private static readonly TimeSpan _betweenCalls = TimeSpan.FromSeconds(1);

    private readonly byte[] _buffer = new byte[1024];
    private readonly StringBuilder _partial = new();
    private readonly Queue<string> _lines = new();
    private long _received;

    /// <summary>Clears whatever was typed before, once a second until the board shows its prompt: it may still be starting.</summary>
    public void Synchronize()
    {
        var deadline = Deadline();
        while (true)
        {
            Send([ControlC]);
            for (var next = clock.GetTimestamp(); clock.GetElapsedTime(next) < _betweenCalls;)
            {
                Receive();
                _lines.Clear();
                if (!TakePrompt()) { continue; }
                return;
            }

            if (!deadline.IsPast) { continue; }
            throw _received == 0
                ? new ToolException(ExitCodes.Board, BoardErrors.Silent, $"the board says nothing, for {patience.TotalSeconds:0} s", "is it powered, is this its console, does its firmware have a command line?")
                : new ToolException(ExitCodes.Board, BoardErrors.Unintelligible, $"the board sent {_received} bytes and never its prompt '{ConsoleText.Prompt}'", "check --baud, and that this is its console");
        }
    }

    /// <summary>Types a command and takes its answer, whatever that says.</summary>
    /// <param name="command">What to type.</param>
    /// <param name="shown">What to call it in errors, where it holds a secret. Default: itself.</param>
    public BoardAnswer Ask(string command, string? shown = null)
    {
        var deadline = Deadline();
        Type(command, shown ?? command, deadline);
        var lines = new List<string>();
        while (true)
        {
            while (_lines.TryDequeue(out var next)) { lines.Add(ConsoleText.Clean(next)); }
            if (TakePrompt()) { return new(shown ?? command, lines); }
            if (deadline.IsPast) { throw Silence($"the board took '{shown ?? command}' and did not come back to its prompt"); }
            Receive();
        }
    }

    /// <summary>Types a command after which no prompt is to be expected, such as <c>reset</c>.</summary>
    public void Tell(string command) => Type(command, command, Deadline());

    private void Type(string command, string shown, Wait deadline)
    {
        Send(Encoding.Latin1.GetBytes(command + "\r\n"));
        while (true)
        {
            // What stands before the command is what other tasks logged meanwhile.
            while (_lines.TryDequeue(out var next))
            {
                if (ConsoleText.Clean(next) == command.TrimEnd()) { return; }
            }

            if (deadline.IsPast) { throw Silence($"the board did not repeat '{shown}'"); }
            Receive();
        }
    }

    private ToolException Silence(string what) => new(ExitCodes.Board, BoardErrors.Silent, $"{what} within {patience.TotalSeconds:0} s", "a longer --timeout, or reset the board and repeat the command");

    private bool TakePrompt()
    {
        if (!ConsoleText.IsPrompt(_partial.ToString())) { return false; }
        _partial.Clear();
        return true;
    }

    private void Receive()
    {
        cancellation.ThrowIfCancellationRequested();
        var count = OnLine(() => line.Read(_buffer));
        _received += count;
        foreach (var letter in Encoding.Latin1.GetString(_buffer, 0, count))
        {
            if (letter != '\n')
            {
                _partial.Append(letter);
                continue;
            }

            _lines.Enqueue(_partial.ToString());
            _partial.Clear();
        }

        if (_partial.Length > MostLineLength)
        {
            throw new ToolException(ExitCodes.Board, BoardErrors.Unintelligible, $"the board sent more than {MostLineLength} bytes without an end of line", "check --baud, and that this is its console");
        }
    }

    private void Send(byte[] bytes) => OnLine(() =>
    {
        line.Write(bytes);
        return 0;
    });

    private static int OnLine(Func<int> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.Board, BoardErrors.Gone, $"the serial line broke off: {e.Message.TrimEnd('.')}", "plug the board in again and repeat the command");
        }
    }

    private Wait Deadline() => new(clock, clock.GetTimestamp(), patience);

    private readonly record struct Wait(TimeProvider Clock, long Began, TimeSpan Patience)
    {
        public bool IsPast => Clock.GetElapsedTime(Began) >= Patience;
    }
}
