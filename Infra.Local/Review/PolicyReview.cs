namespace Infra.Local.Review;

/// <summary>The committed policies of every profile and their index, rendered from the program.</summary>
internal sealed class PolicyReview(string root)
{
    private const string Folder = "policies";
    private const string Index = "docs/policies.md";

    private readonly SortedDictionary<string, string> rendered = new(StringComparer.Ordinal);

    /// <summary>Runs the program once per profile.</summary>
    public static async Task<PolicyReview> RenderAsync(string root)
    {
        var programs = new List<ReviewedProgram>();
        foreach (var profile in Profile.All) { programs.Add(await ReviewedProgram.RunAsync(profile)); }

        var review = new PolicyReview(root);
        foreach (var program in programs)
        {
            foreach (var (file, text) in PolicyFiles.Of(program.Recorder)) { review.rendered[$"{Folder}/{program.Profile.Name}/{file}"] = text.TrimEnd() + "\n"; }
        }
        review.rendered[Index] = await PolicyIndex.RenderAsync(programs);
        return review;
    }

    /// <summary>What is not as rendered, by path: changed, missing, or rendered by nothing any more.</summary>
    public IReadOnlyList<string> Drift() => [.. rendered
        .Where(file => !File.Exists(Full(file.Key)) || File.ReadAllText(Full(file.Key)) != file.Value)
        .Select(file => file.Key)
        .Concat(Stale())
        .Order(StringComparer.Ordinal)];

    /// <summary>Writes what differs and deletes what nothing renders; the paths of both.</summary>
    public IReadOnlyList<string> Write()
    {
        var drift = Drift();
        foreach (var path in drift)
        {
            if (!rendered.TryGetValue(path, out var text))
            {
                File.Delete(Full(path));
                continue;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
            File.WriteAllText(Full(path), text);
        }
        return drift;
    }

    private IEnumerable<string> Stale() => Directory.Exists(Full(Folder))
        ? Directory.EnumerateFiles(Full(Folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !rendered.ContainsKey(path))
        : [];

    private string Full(string path) => Path.Combine(root, path);
}
