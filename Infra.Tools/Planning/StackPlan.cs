using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Tools.Yaml;

namespace Infra.Tools.Planning;

/// <summary>What a stack's settings file (Pulumi.STACK.yaml, <c>profiles/</c>) says about capacity and rotation; null where it says nothing.</summary>
internal sealed record StackPlan
{
    private const string Namespace = "device-provisioning";

    public int? FleetSize { get; init; }

    public int? RampHours { get; init; }

    public ImmutableArray<string>? Issuers { get; init; }

    public string? Registration { get; init; }

    public AuthorityUsage? Usage { get; init; }

    public int? DeviceValidityDays { get; init; }

    public int? AuthorityValidityDays { get; init; }

    public int? RequestsPerSecond { get; init; }

    public RotationStage? Rotation { get; init; }

    /// <summary>The account's raised quotas by name.</summary>
    public ImmutableSortedDictionary<string, int> Quotas { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Reads the keys that a plan is made from, and no others: the file may hold secrets.</summary>
    /// <exception cref="ToolException">Names every fault at once.</exception>
    public static StackPlan Read(string path, string text)
    {
        var faults = new YamlFaults("stack-file-faulty", "nothing is planned", "Pulumi.yaml describes every key; profiles/ has sound files");
        var plan = faults.Document(text, "config") is { } root && new YamlSection(root, "", faults).Required("config") is { } config ? Of(config) : null;
        faults.ThrowIfAny(path);
        return plan!;
    }

    private static StackPlan Of(YamlSection config)
    {
        var stage = Stage(config.Optional(Key("authorityGeneration")));
        return Of(config, stage, stage?.IssuingGeneration ?? 1);
    }

    /// <param name="config">The section.</param>
    /// <param name="stage">Where the rotation stands.</param>
    /// <param name="issuing">The generation that issues: from the second on its settings bear its number.</param>
    private static StackPlan Of(YamlSection config, RotationStage? stage, int issuing) => new()
    {
        FleetSize = config.Number(Key("fleetSize"), 1, PlanLimits.MostDevices),
        RampHours = config.Number(Key("rampHours"), 1, PlanLimits.MostHours),
        Issuers = config.Has(Key("issuers")) ? [.. config.Items(Key("issuers")).Select(item => item.OneOf(PlanLimits.Issuers)).OfType<string>()] : null,
        Registration = config.Optional(Key("registration"))?.OneOf(RegistrationModes.All),
        Usage = config.Optional(Key("usageMode", issuing))?.OneOf(AuthorityUsage.Names) is { } usage ? AuthorityUsage.Parse(usage) : null,
        DeviceValidityDays = config.Number(Key("deviceValidityDays"), 1, PlanLimits.MostDays),
        AuthorityValidityDays = config.Number(Key("authorityValidityDays", issuing), 1, PlanLimits.MostDays),
        RequestsPerSecond = config.Number(Key("requestsPerSecond"), 1, PlanLimits.MostRequests),
        Rotation = stage,
        Quotas = QuotasOf(config.Optional(Key("quotas"))),
    };

    private static RotationStage? Stage(YamlSection? section)
    {
        if (section?.Text() is not { } text) { return null; }
        if (!RotationStage.TryParse(text, out var stage)) { section.Faults.Add(section.Node, $"{section.Path} '{text}' is no stage of a rotation; {RotationStage.Grammar}"); }
        return stage;
    }

    private static ImmutableSortedDictionary<string, int> QuotasOf(YamlSection? section)
    {
        var none = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);
        if (section is null) { return none; }
        section.Allow([.. QuotaNames.All]);
        return none.AddRange(QuotaNames.All
            .Select(name => (name, value: section.Number(name, 1, int.MaxValue)))
            .Where(quota => quota.value is not null)
            .Select(quota => KeyValuePair.Create(quota.name, quota.value!.Value)));
    }

    private static string Key(string name, int generation = 1) => $"{Namespace}:{name}{(generation == 1 ? "" : $"{generation}")}";
}
