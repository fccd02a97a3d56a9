using System.Text.Json;
using System.Text.Json.Serialization;

namespace Infra.Lambdas.PreProvisioning;

/// <summary>AWS IoT's question before it runs a fleet provisioning template. Everything may be missing: it comes from outside.</summary>
public sealed class PreProvisioningEvent
{
    /// <summary>The claim that the device came with.</summary>
    [JsonPropertyName("claimCertificateId")] public string? ClaimCertificateId { get; set; }

    /// <summary>The certificate that it is to keep.</summary>
    [JsonPropertyName("certificateId")] public string? CertificateId { get; set; }

    /// <summary>The same, in PEM.</summary>
    [JsonPropertyName("certificatePem")] public string? CertificatePem { get; set; }

    /// <summary>The template to be run.</summary>
    [JsonPropertyName("templateArn")] public string? TemplateArn { get; set; }

    /// <summary>The device's MQTT client id; it proves nothing.</summary>
    [JsonPropertyName("clientId")] public string? ClientId { get; set; }

    /// <summary>What the device sent. AWS IoT promises texts; whatever else comes must not break the reading.</summary>
    [JsonPropertyName("parameters")] public Dictionary<string, JsonElement>? Parameters { get; set; }

    /// <summary>A parameter that is a text, or null.</summary>
    internal string? Text(string parameter) =>
        Parameters is not null && Parameters.TryGetValue(parameter, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

/// <summary>The answer. Overrides are texts, and only of parameters that the template declares.</summary>
public sealed class PreProvisioningAnswer
{
    /// <summary>Whether the template may run.</summary>
    [JsonPropertyName("allowProvisioning")] public required bool AllowProvisioning { get; init; }

    /// <summary>Parameters that replace the device's. None on a no.</summary>
    [JsonPropertyName("parameterOverrides")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? ParameterOverrides { get; init; }
}
