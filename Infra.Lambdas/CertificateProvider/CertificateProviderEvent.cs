using System.Text.Json.Serialization;

namespace Infra.Lambdas.CertificateProvider;

/// <summary>AWS IoT's request to sign (developer guide, "Self-managed certificate signing using AWS IoT Core certificate provider").</summary>
public sealed class CertificateProviderEvent
{
    /// <summary>The device's CSR, in PEM.</summary>
    [JsonPropertyName("certificateSigningRequest")] public string? CertificateSigningRequest { get; set; }

    /// <summary>The claim that the device came with.</summary>
    [JsonPropertyName("principalId")] public string? PrincipalId { get; set; }
}

/// <summary>The signed certificate.</summary>
public sealed class CertificateProviderAnswer
{
    /// <summary>The certificate alone, in PEM, without its issuers.</summary>
    [JsonPropertyName("certificatePem")] public required string CertificatePem { get; init; }
}
