using System.Text;

namespace Infra.Tools;

/// <summary>Files as the tool's commands take and leave them.</summary>
internal static class ToolFiles
{
    /// <summary>No certificate, request or key of ours comes near this.</summary>
    private const int MostBytes = 1 << 20;

    public const string Unreadable = "file-unreadable";
    public const string Unwritable = "file-unwritable";
    public const string Exists = "file-exists";
    public const string NotPrivate = "key-file-not-private";

    /// <summary>The file's text, or standard input's for <c>-</c>.</summary>
    public static string Read(string path, TextReader standardInput)
    {
        try
        {
            if (path == "-") { return standardInput.ReadToEnd(); }
            return new FileInfo(path).Length <= MostBytes
                ? File.ReadAllText(path, Encoding.Latin1) // DER passes through unharmed
                : throw new ToolException(ExitCodes.File, Unreadable, $"'{path}' is larger than {MostBytes} bytes; give one PEM or DER file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, Unreadable, $"cannot read '{path}': {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>A private key, from a file that only its owner can read, as ssh asks too.</summary>
    public static string ReadKey(string path)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & others) is not 0)
        {
            throw new ToolException(ExitCodes.File, NotPrivate,
                $"'{path}' can be read by others (mode {Convert.ToString((int)File.GetUnixFileMode(path), 8)})", $"chmod 600 {path}");
        }

        return Read(path, TextReader.Null);
    }

    /// <summary>Writes all or none: looks for files in the way first, and never leaves half a file.</summary>
    public static void Write(bool force, params ReadOnlySpan<(string Path, string Text)> files)
    {
        foreach (var (path, _) in files)
        {
            if (!force && File.Exists(path))
            {
                throw new ToolException(ExitCodes.File, Exists, $"'{path}' is there already; nothing is written", "choose another --out, or --force to replace it");
            }
        }

        try
        {
            foreach (var (path, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                File.WriteAllText(Partial(path), text);
            }

            foreach (var (path, _) in files) { File.Move(Partial(path), path, overwrite: force); }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (var (path, _) in files) { File.Delete(Partial(path)); }
            throw new ToolException(ExitCodes.File, Unwritable, $"cannot write: {e.Message.TrimEnd('.')}");
        }
    }

    private static string Partial(string path) => path + ".partial";
}
