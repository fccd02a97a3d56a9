using System.Text.Json.Serialization;

namespace Infra.Local.Reporting;

/// <summary><c>report.json</c>: what a run did. Paths are relative to the folder it lies in.</summary>
internal sealed record RunReport(
    bool Succeeded,
    IReadOnlyList<RegionReport> Regions,
    IReadOnlyList<DeviceReport> Devices,
    IReadOnlyList<RefusalReport> Refusals,
    SecondsReport Seconds)
{
    /// <summary>Devices that connected in another region than the one that enrolled them; none where there is one region, or no CA.</summary>
    public IReadOnlyList<TravelReport> Travels { get; init; } = [];

    /// <summary>What became of the rotation; null where none was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RotationReport? Rotation { get; init; }
}

/// <summary>A rotation of the home region's CA.</summary>
internal sealed record RotationReport(bool Succeeded, IReadOnlyList<RotationCheck> Checks);

/// <param name="Stage">The stage that was deployed, or tried.</param>
/// <param name="Claim">What must hold then.</param>
/// <param name="Holds">Whether it does.</param>
internal sealed record RotationCheck(string Stage, string Claim, bool Holds);

/// <param name="Resources">How many resources the program registered there.</param>
internal sealed record RegionReport(
    string Name, string ApiUrl, string IotEndpoint, string? CertificateAuthorityArn, string? CaCertificateId, int Resources);

/// <param name="Outcome"><c>connected</c>, or what stopped the device, beginning with the step: <c>enroll: …</c>, <c>chain: …</c>, <c>connect: …</c>.</param>
internal sealed record DeviceReport(
    string DeviceId, string Region, string KeyType, string Outcome,
    string KeyPath, string CsrPath, string? CertificatePath, string? ChainPath, string? CertificateId, double? MillisecondsToCertificate)
{
    public const string Connected = "connected";

    [JsonIgnore]
    public bool IsConnected => Outcome == Connected;
}

/// <param name="EnrolledIn">The region whose CA issued the device's certificate.</param>
/// <param name="ConnectsIn">The region where it turned up, which has that CA registered as a peer's.</param>
/// <param name="Outcome"><c>connected</c>, or what stopped it.</param>
internal sealed record TravelReport(string DeviceId, string EnrolledIn, string ConnectsIn, string Outcome)
{
    [JsonIgnore]
    public bool IsConnected => Outcome == DeviceReport.Connected;
}

/// <param name="Case">What was tried: <c>tampered-csr</c>, <c>unknown-device</c>, <c>wrong-key</c>.</param>
/// <param name="Expected">The status that it must meet.</param>
/// <param name="Answer">The status that it met.</param>
internal sealed record RefusalReport(string Case, int Expected, int Answer);

/// <param name="SetUp">From the start of the command until the first deployment.</param>
internal sealed record SecondsReport(double SetUp, double Deploy, double Provision);

[JsonSerializable(typeof(RunReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class ReportJson : JsonSerializerContext;
