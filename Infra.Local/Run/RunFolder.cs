using System.Text;

namespace Infra.Local.Run;

/// <summary>The folder a run writes to: paths in the report are relative to it, private keys are 0600 from the first byte.</summary>
internal sealed class RunFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public RunFolder(string path)
    {
        Root = Path.GetFullPath(path);
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public string Full(string relative) => Path.Combine(Root, relative);

    /// <summary>Removes what an earlier run left under <paramref name="relative"/>, so that no stale file passes for a new one.</summary>
    public void Clear(string relative)
    {
        if (Directory.Exists(Full(relative))) { Directory.Delete(Full(relative), recursive: true); }
    }

    public string Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(relative))!);
        File.WriteAllText(Full(relative), text);
        return relative;
    }

    public string WritePrivate(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(relative))!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // The mode is given at creation: a chmod afterwards would leave the key readable for a moment.
        if (!OperatingSystem.IsWindows()) { options.UnixCreateMode = OwnerOnly; }
        using var file = new FileStream(Full(relative), options);
        file.Write(Encoding.UTF8.GetBytes(text));
        return relative;
    }
}
