using System.Reflection;

namespace Infra.Tests.Golden;

/// <summary>Committed text that the code must render anew, byte for byte.</summary>
internal static class GoldenFile
{
    public static string RepoRoot { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "RepoRoot").Value!;

    private static bool Accepting => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    /// <summary>Compares with a file of the repository; with UPDATE_GOLDEN=1 writes it instead.</summary>
    public static void Matches(string path, string text)
    {
        var file = Path.Combine(RepoRoot, path);
        var rendered = text.TrimEnd() + "\n";
        if (Accepting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, rendered);
            return;
        }
        Assert.True(File.Exists(file), $"{path} is missing; run with UPDATE_GOLDEN=1 to write it, then review it");
        var (expected, actual) = (File.ReadAllLines(file), rendered.TrimEnd('\n').Split('\n'));
        var line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(line == expected.Length && line == actual.Length,
            $"{path} differs from what the code renders, first at line {line + 1} ('{expected.ElementAtOrDefault(line)}' is now '{actual.ElementAtOrDefault(line)}'); "
            + "run with UPDATE_GOLDEN=1 to accept, then review the diff");
    }

    /// <summary>Compares a folder: a golden file that nothing renders any more is a fault too.</summary>
    public static void FolderMatches(string folder, IReadOnlyDictionary<string, string> texts)
    {
        var path = Path.Combine(RepoRoot, folder);
        Directory.CreateDirectory(path);
        var stale = Directory.GetFiles(path).Select(file => Path.GetFileName(file)!).Except(texts.Keys).ToArray();
        if (Accepting) { foreach (var file in stale) { File.Delete(Path.Combine(path, file)); } }
        else { Assert.True(stale.Length == 0, $"{folder} has {string.Join(", ", stale)}, which nothing renders any more; run with UPDATE_GOLDEN=1"); }
        foreach (var (file, text) in texts) { Matches($"{folder}/{file}", text); }
    }
}
