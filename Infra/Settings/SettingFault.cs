namespace Infra;

/// <summary>One thing that is wrong with the settings.</summary>
/// <param name="Code">Stable code, one of <see cref="SettingCodes"/>.</param>
/// <param name="Key">The configuration key, with its namespace.</param>
/// <param name="Message">What is wrong, with the value, what is allowed, and what to do.</param>
public sealed record SettingFault(string Code, string Key, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Key}: {Message} [{Code}]";
}

/// <summary>The codes of <see cref="SettingFault"/>; scripts may rely on them.</summary>
public static class SettingCodes
{
    /// <summary>A required key is absent.</summary>
    public const string Missing = "setting-missing";

    /// <summary>The value cannot be read as what the key holds.</summary>
    public const string Malformed = "setting-malformed";

    /// <summary>The value is none of the allowed ones.</summary>
    public const string NotAllowed = "setting-not-allowed";

    /// <summary>The number is outside its bounds.</summary>
    public const string OutOfRange = "setting-out-of-range";

    /// <summary>Two settings contradict each other.</summary>
    public const string Conflict = "setting-conflict";

    /// <summary>The fleet asks for more than a declared quota or limit gives.</summary>
    public const string QuotaExceeded = "quota-exceeded";
}

/// <summary>The settings cannot be deployed; lists every fault at once.</summary>
public sealed class SettingsException(IReadOnlyList<SettingFault> faults) : Exception(Describe(faults))
{
    /// <summary>Every fault, in the order of the keys.</summary>
    public IReadOnlyList<SettingFault> Faults { get; } = faults;

    private static string Describe(IReadOnlyList<SettingFault> faults) =>
        $"the stack's configuration has {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}; set each with `pulumi config set KEY VALUE`\n"
        + string.Join("\n", faults.Select(fault => $"  {fault}"));
}
