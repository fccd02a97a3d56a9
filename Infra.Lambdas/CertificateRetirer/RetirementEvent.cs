using System.Text.Json.Serialization;

namespace Infra.Lambdas.CertificateRetirer;

/// <summary>A scheduled event of EventBridge. That it comes is all that it says.</summary>
public sealed class RetirementEvent;

/// <summary>What a run has done, for whoever invokes it by hand.</summary>
public sealed class RetirementAnswer
{
    /// <summary>Certificates taken out of service.</summary>
    [JsonPropertyName("retired")] public int Retired { get; set; }

    /// <summary>Devices that do not use their newer certificate yet.</summary>
    [JsonPropertyName("waiting")] public int Waiting { get; set; }

    /// <summary>Devices that could not be dealt with, and entries that could not be read; the log says why.</summary>
    [JsonPropertyName("failed")] public int Failed { get; set; }
}
