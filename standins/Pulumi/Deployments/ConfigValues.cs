using System.Text.Json;

namespace Pulumi;

/// <summary>The stack's configuration, as the engine hands it over.</summary>
internal sealed class ConfigValues
{
    private readonly Dictionary<string, string> _values = [];

    public string? this[string key] => _values.GetValueOrDefault(key);

    public static ConfigValues FromEnvironment()
    {
        var config = new ConfigValues();
        if (Environment.GetEnvironmentVariable("PULUMI_CONFIG") is { } json)
        {
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                config._values[WithoutConfigPart(property.Name)] = property.Value.ToString();
            }
        }
        return config;
    }

    /// <summary>Older engines write <c>project:config:key</c> for <c>project:key</c>.</summary>
    private static string WithoutConfigPart(string key)
        => key.Split(':', 3) is [{ Length: > 0 } project, "config", var name] ? $"{project}:{name}" : key;
}
