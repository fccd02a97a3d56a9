using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Infra.Tests.Tools.Boards;

/// <summary>
/// A pseudo terminal with a board behind it: to the tool a terminal device as any other, with line settings, echo and signals of its own until they are
/// switched off.
/// </summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;

    private readonly BoardDouble _board;
    private readonly SafeFileHandle _terminal;
    private readonly FileStream _boardsEnd;
    private readonly Thread _pump;
    private volatile bool _isOver;

    public PseudoTerminal(BoardDouble board)
    {
        _board = board;
        var end = OpenPseudoTerminal(ReadWrite);
        if (end < 0 || GrantTerminal(end) != 0 || UnlockTerminal(end) != 0) { throw new IOException($"no pseudo terminal (error {Marshal.GetLastPInvokeError()})"); }
        Path = Marshal.PtrToStringUTF8(NameOfTerminal(end))!;
        _boardsEnd = new FileStream(new SafeFileHandle(end, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        // While somebody has the terminal open, the board's end can be read. Not a FileStream, which would lock it.
        _terminal = new SafeFileHandle(OpenFile(Path, ReadWrite), ownsHandle: true);
        _pump = new Thread(Pump) { IsBackground = true, Name = "board" };
        _pump.Start();
    }

    /// <summary>The device to give to <c>--serial</c>.</summary>
    public string Path { get; }

    public void Dispose()
    {
        _isOver = true;
        _terminal.Dispose();
        _pump.Join();
        _boardsEnd.Dispose();
    }

    private void Pump()
    {
        var buffer = new byte[256];
        try
        {
            while (!_isOver)
            {
                var count = _boardsEnd.Read(buffer);
                _boardsEnd.Write(_board.Feed(buffer.AsSpan(0, count)));
            }
        }
        catch (IOException)
        {
            // The terminal was closed.
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenFile(string path, int flags);

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static extern int OpenPseudoTerminal(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static extern int GrantTerminal(int end);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static extern int UnlockTerminal(int end);

    [DllImport("libc", EntryPoint = "ptsname", SetLastError = true)]
    private static extern nint NameOfTerminal(int end);
}
