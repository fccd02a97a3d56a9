using System.Text.Json;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.Program;

/// <summary>Reads settings from a stack configuration, as Pulumi's engine hands it to a program: texts, structures as JSON.</summary>
internal static class Configured
{
    private const string Variable = "PULUMI_CONFIG";

    public static async Task<StackSettings> Settings(params (string Key, string Value)[] values)
    {
        var before = Environment.GetEnvironmentVariable(Variable);
        var zip = Path.GetTempFileName() + ".zip";
        await File.WriteAllTextAsync(zip, "");
        var all = new Dictionary<string, string> { ["device-provisioning:functionsPath"] = zip };
        foreach (var (key, value) in values) { all[key.Contains(':') ? key : $"device-provisioning:{key}"] = value; }
        Environment.SetEnvironmentVariable(Variable, JsonSerializer.Serialize(all));
        try
        {
            StackSettings? settings = null;
            Exception? fault = null;
            await Deployment.TestAsync(new EmptyMocks(), new TestOptions { ProjectName = "device-provisioning", StackName = "test", IsPreview = true }, () =>
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

    public static async Task<IReadOnlyList<SettingFault>> Faults(params (string Key, string Value)[] values) =>
        (await Assert.ThrowsAsync<SettingsException>(() => Settings(values))).Faults;
}
