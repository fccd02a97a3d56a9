namespace Infra.StandIns;

/// <summary>A stand-in's Generated folder: what it holds follows from the committed lists alone.</summary>
internal static class GeneratedFolder
{
    public static IReadOnlyDictionary<string, string> Expected(string standIn) =>
        File.Exists(Path.Combine(standIn, "model.json")) ? AwsSdk.Generation.Run(standIn) : PulumiAws.Generation.Run(standIn);

    public static void Write(string standIn)
    {
        var files = Expected(standIn);
        var folder = Path.Combine(standIn, "Generated");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        Console.WriteLine($"{files.Count} files written to {folder}");
    }
}
