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

    /// <summary>The next step where the system refuses a file.</summary>
    public const string CheckPath = "check the path, and whether you may use it";

    /// <summary>The file's text, or standard input's for <c>-</c>.</summary>
    public static string Read(string path, TextReader standardInput)
    {
        try
        {
            if (path == "-") { return standardInput.ReadToEnd(); }
            return new FileInfo(path).Length <= MostBytes
                ? File.ReadAllText(path, Encoding.Latin1) // DER passes through unharmed
                : throw new ToolException(ExitCodes.File, Unreadable, $"'{path}' is larger than {MostBytes} bytes, which no certificate, request or key is", "give one PEM or DER file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, Unreadable, $"cannot read '{path}': {e.Message.TrimEnd('.')}", CheckPath);
        }
    }

    /// <summary>The text of a file that people write, in UTF-8.</summary>
    public static string ReadText(string path) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Read(path, TextReader.Null)));

    /// <summary>The text of a file of ours that may grow without limit.</summary>
    public static string ReadWhole(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, Unreadable, $"cannot read '{path}': {e.Message.TrimEnd('.')}", CheckPath);
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

    /// <summary>For commands that do what cannot be undone before they write. A set that was cut while it took its place is told from one that is somebody's.</summary>
    public static void RequireFree(bool force, params ReadOnlySpan<string> paths)
    {
        if (force) { return; }
        var (there, cut) = ((string?)null, (string?)null);
        foreach (var path in paths)
        {
            if (File.Exists(path)) { there ??= path; }
            else if (File.Exists(Partial(path))) { cut ??= path; }
        }

        if (there is null) { return; }
        throw cut is null
            ? new ToolException(ExitCodes.File, Exists, $"'{there}' is there already; nothing is written", "choose another name, or --force to replace it")
            : new ToolException(ExitCodes.File, Exists, $"'{there}' is there, but an earlier run was cut before '{cut}' took its place; nothing is written", "--force makes all of them anew");
    }

    /// <summary>Writes all or none: looks for files in the way first, and never leaves half a file.</summary>
    public static void Write(bool force, params ReadOnlySpan<ToolFile> files)
    {
        var paths = new string[files.Length];
        for (var i = 0; i < paths.Length; i++) { paths[i] = files[i].Path; }
        RequireFree(force, paths);
        try
        {
            foreach (var file in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file.Path))!);
                WriteWhole(Partial(file.Path), file);
            }

            foreach (var file in files)
            {
                DiskChange.Comes($"move {file.Path}");
                File.Move(Partial(file.Path), file.Path, overwrite: force);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (var file in files) { File.Delete(Partial(file.Path)); }
            throw new ToolException(ExitCodes.File, Unwritable, $"cannot write: {e.Message.TrimEnd('.')}", CheckPath);
        }
    }

    /// <summary>A file of exactly this mode from its first byte: made anew, since one left behind keeps its own mode, and without the umask's cuts.</summary>
    public static void WriteWhole(string path, ToolFile file)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) { options.UnixCreateMode = file.Mode; }
        using var stream = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(stream.SafeFileHandle, file.Mode); }
        DiskChange.Comes($"fill {path}");
        stream.Write(Encoding.UTF8.GetBytes(file.Text));
        stream.Flush(flushToDisk: true);
    }

    private static string Partial(string path) => path + ".partial";
}

/// <summary>A file to write.</summary>
internal readonly record struct ToolFile(string Path, string Text, UnixFileMode Mode)
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0644: certificates, public keys, settings.</summary>
    public static ToolFile Public(string path, string text) => new(path, text, OwnersOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>0600: private keys, and files that hold a password.</summary>
    public static ToolFile Secret(string path, string text) => new(path, text, OwnersOnly);
}
