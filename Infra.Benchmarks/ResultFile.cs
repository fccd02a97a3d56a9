using System.Text.Json;

namespace Infra.Benchmarks;

/// <summary>One file for all benchmarks: one's part of it is replaced, the others' stay.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string path, string benchmark, object result)
    {
        var all = File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, JsonElement>>(File.ReadAllText(path))! : [];
        all[benchmark] = JsonSerializer.SerializeToElement(result, _json);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(all, _json) + "\n");
    }
}
