using System.IO.Compression;
using System.Text.Json;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Local.Review;

/// <summary>Reads settings from a stack's values, as Pulumi's engine hands them to a program: texts, structures as JSON.</summary>
internal static class StackConfiguration
{
    private const string Variable = "PULUMI_CONFIG";
    private const string Namespace = "device-provisioning";

    /// <summary>Throws the program's own <see cref="SettingsException"/>. One call at a time: the engine's variable is the process's.</summary>
    /// <param name="values">Keys without a namespace are the program's own.</param>
    public static async Task<StackSettings> ReadAsync(params IReadOnlyList<(string Key, string Value)> values)
    {
        var before = Environment.GetEnvironmentVariable(Variable);
        // The functions' zip must exist; a review does not need them published.
        var zip = EmptyFunctions();
        var all = new Dictionary<string, string> { [$"{Namespace}:functionsPath"] = zip };
        foreach (var (key, value) in values) { all[key.Contains(':') ? key : $"{Namespace}:{key}"] = value; }
        Environment.SetEnvironmentVariable(Variable, JsonSerializer.Serialize(all));
        try
        {
            StackSettings? settings = null;
            Exception? fault = null;
            await Deployment.TestAsync(new EmptyMocks(), new TestOptions { ProjectName = Namespace, StackName = "review", IsPreview = true }, () =>
            {
                try { settings = StackSettings.From(new Config()); }
                catch (SettingsException refused) { fault = refused; }
            });
            return settings ?? throw fault!;
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
            File.Delete(zip);
        }
    }

    /// <summary>A zip of the right form for every runtime.</summary>
    private static string EmptyFunctions()
    {
        const int executable = 0b111_101_101 << 16;
        var path = Path.Combine(Path.GetTempPath(), $"functions-{Guid.NewGuid():N}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        zip.CreateEntry("bootstrap").ExternalAttributes = executable;
        zip.CreateEntry("bootstrap.dll");
        zip.CreateEntry("bootstrap.runtimeconfig.json");
        return path;
    }
}
