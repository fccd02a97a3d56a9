using System.Diagnostics;
using System.Globalization;

namespace Infra.Tools.Boards;

/// <summary>
/// A serial line that the system shows as a terminal device (<c>/dev/ttyACM0</c>, <c>/dev/cu.usbmodem1</c>, <c>/dev/pts/3</c>). Its settings are made by <c>stty</c>
/// (POSIX), which knows the layout of <c>struct termios</c> and the speeds of the system it came with; what was set before is put back at the end.
/// </summary>
internal sealed class TerminalLine : ISerialLine
{
    public const string Unusable = "serial-line-unusable";

    // Bytes as they are, no echo of our own, 8N1 without flow control as the board has it; a read ends after a tenth of a second; closing the line does not
    // drop DTR, which resets some boards.
    private static readonly string[] _settings =
        ["raw", "-echo", "-echoe", "-echok", "cs8", "-cstopb", "-parenb", "-crtscts", "clocal", "cread", "-hupcl", "min", "0", "time", "1"];

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    private readonly string _path;
    private readonly string _before;
    private readonly FileStream _stream;

    private TerminalLine(string path, string before, FileStream stream) => (_path, _before, _stream) = (path, before, stream);

    /// <summary>Opens the line for us alone.</summary>
    public static TerminalLine Open(string path, int baud)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ToolException(ExitCodes.File, Unusable, "serial lines of Windows (COM ports) are not supported", "attach the port to WSL (usbipd attach --wsl) and run the tool there");
        }

        if (!File.Exists(path)) { throw new ToolException(ExitCodes.File, Unusable, $"there is no serial line '{path}'", "is the board plugged in? ls /dev/ttyACM* /dev/ttyUSB* /dev/cu.usb*"); }
        string[] settings = [baud.ToString(CultureInfo.InvariantCulture), .. _settings];
        var before = Stty(path, "-g").Trim();
        Stty(path, settings);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            try
            {
                // Where nobody had the line open, some systems forgot the settings when stty closed it.
                Stty(path, settings);
                return new(path, before, stream);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, Unusable, $"cannot open '{path}': {e.Message.TrimEnd('.')}", "close the terminal program that has it; on Linux your user must be in the group 'dialout'");
        }
    }

    public int Read(Span<byte> buffer)
    {
        var count = _stream.Read(buffer);
        // A line whose other end went away answers at once, with nothing.
        if (count == 0) { Thread.Sleep(_pause); }
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    public void Dispose()
    {
        try
        {
            if (_before.Length > 0) { Stty(_path, _before); }
        }
        catch (ToolException)
        {
            // The board was unplugged: there is nothing left to put back.
        }

        _stream.Dispose();
    }

    private static string Stty(string path, params ReadOnlySpan<string> settings)
    {
        // GNU and busybox say -F, the BSDs and macOS -f.
        string file = OperatingSystem.IsLinux() ? "-F" : "-f";
        try
        {
            using var stty = Process.Start(new ProcessStartInfo("stty", [file, path, .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = stty.StandardError.ReadToEndAsync();
            var output = stty.StandardOutput.ReadToEnd();
            stty.WaitForExit();
            return stty.ExitCode == 0 ? output : throw Refused(path, error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new ToolException(ExitCodes.File, Unusable, "there is no 'stty' in the path, which sets up serial lines", "install coreutils");
        }
    }

    private static ToolException Refused(string path, string why) => new(ExitCodes.File, Unusable,
        $"'{path}' cannot be set up as a serial line: {why.Trim().ReplaceLineEndings(" ")}", "give the board's device; a captured log is for 'key read'");
}
