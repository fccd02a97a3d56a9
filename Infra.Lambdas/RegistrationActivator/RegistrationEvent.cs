using System.Text.Json.Serialization;

namespace Infra.Lambdas.RegistrationActivator;

/// <summary>
/// What AWS IoT publishes on <c>$aws/events/certificates/registered/{caCertificateId}</c>. Only the id is taken from it: what counts is the
/// certificate as AWS IoT has it when the event is worked on.
/// </summary>
public sealed class RegistrationEvent
{
    /// <summary>The certificate that came with a device's first connection.</summary>
    [JsonPropertyName("certificateId")] public string? CertificateId { get; set; }
}

/// <summary>What was decided; nobody but a person who tests the rule reads it.</summary>
public sealed class RegistrationAnswer
{
    /// <summary>The stable code that the log has, too.</summary>
    [JsonPropertyName("outcome")] public required string Outcome { get; init; }
}
