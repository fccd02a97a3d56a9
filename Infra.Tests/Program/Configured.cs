namespace Infra.Tests.Program;

/// <summary>What the program makes of a stack's values.</summary>
internal static class Configured
{
    public static Task<StackSettings> Settings(params (string Key, string Value)[] values) => StackConfiguration.ReadAsync(values);

    public static async Task<IReadOnlyList<SettingFault>> Faults(params (string Key, string Value)[] values) =>
        (await Assert.ThrowsAsync<SettingsException>(() => Settings(values))).Faults;
}
