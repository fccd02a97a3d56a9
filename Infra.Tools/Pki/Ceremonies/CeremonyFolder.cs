namespace Infra.Tools.Pki.Ceremonies;

/// <summary>
/// Where a ceremony's authorities go, all of them or none, and never in another's place. Everything is written and flushed in a folder beside them; a mark
/// there says that it is complete, and from then on the authorities are what it holds: each is moved out of it in one step, by this run or the next.
/// </summary>
internal sealed class CeremonyFolder(string path)
{
    private const string Complete = "complete";

    private static readonly string[] _authorities = ["intermediate", "root"];

    private string Unfinished => Path.Combine(path, ".unfinished");

    public string PathOf(string authority) => Path.Combine(path, authority);

    /// <summary>Completes what an earlier run was cut short of; false where there is no such thing. What that run had not yet written in full is removed: nobody has seen it.</summary>
    public bool Finish() => Using(() =>
    {
        if (!Directory.Exists(Unfinished)) { return false; }
        var isComplete = File.Exists(Path.Combine(Unfinished, Complete));
        if (isComplete) { MoveOut(); }
        else { Remove(); }
        return isComplete;
    });

    /// <exception cref="ToolException">An authority is there.</exception>
    public void RequireFree() => RequireFree(_authorities);

    /// <summary>Writes the files, whose paths lie below this folder.</summary>
    public void Write(IReadOnlyList<ToolFile> files)
    {
        RequireFree();
        Using(() =>
        {
            foreach (var file in files)
            {
                var staged = Path.Combine(Unfinished, Path.GetRelativePath(path, file.Path));
                Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
                ToolFiles.WriteWhole(staged, file);
            }

            ToolFiles.WriteWhole(Path.Combine(Unfinished, Complete), ToolFile.Public(Complete, ""));
            MoveOut();
            return true;
        });
    }

    private void RequireFree(IEnumerable<string> authorities)
    {
        if (authorities.Select(PathOf).FirstOrDefault(Directory.Exists) is { } taken)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Exists, $"'{taken}' is there already; nothing is made", "an authority is never replaced: choose another --out");
        }
    }

    private void MoveOut()
    {
        var left = _authorities.Where(authority => Directory.Exists(Path.Combine(Unfinished, authority))).ToList();
        RequireFree(left);
        foreach (var authority in left)
        {
            DiskChange.Comes($"move {authority}");
            Directory.Move(Path.Combine(Unfinished, authority), PathOf(authority));
        }

        Remove();
    }

    private void Remove()
    {
        DiskChange.Comes("remove what is left");
        Directory.Delete(Unfinished, recursive: true);
    }

    private static T Using<T>(Func<T> change)
    {
        try
        {
            return change();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Unwritable, $"cannot write: {e.Message.TrimEnd('.')}", ToolFiles.CheckPath);
        }
    }
}
