using System.Text.Json.Serialization;

namespace Infra.Local.Proof;

/// <summary>What <c>./infra prove --json</c> prints.</summary>
/// <param name="Succeeded">Every scenario worked, and no permission is spare or unexplained.</param>
/// <param name="Scenarios">Under the policies as deployed.</param>
/// <param name="Permissions">Each with what happened without it.</param>
internal sealed record ProofReport(bool Succeeded, double Seconds, IReadOnlyList<ScenarioReport> Scenarios, IReadOnlyList<PermissionReport> Permissions);

/// <param name="Failure">What went wrong; null when it worked and nothing was refused.</param>
internal sealed record ScenarioReport(string Name, string? Failure);

/// <param name="Holder">The role or IoT policy.</param>
/// <param name="Statement">The Sid, or the number of a statement without one.</param>
/// <param name="Scenario">What failed without it.</param>
/// <param name="Says">How that failed; for an excused one, the reason on record.</param>
internal sealed record PermissionReport(
    string Holder, string Statement, string Action, string Resource, Verdict Verdict, string? Scenario, string? Says);

/// <summary>What became of a permission's removal.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>Something failed for want of it.</summary>
    Needed,

    /// <summary>Nothing failed, for a reason that is on record.</summary>
    Excused,

    /// <summary>Nothing failed: it should go, or a scenario is missing.</summary>
    Spare,

    /// <summary>Something failed, but not for want of it.</summary>
    Unexplained,
}

[JsonSerializable(typeof(ProofReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class ProofJson : JsonSerializerContext;
