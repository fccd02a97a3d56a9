using System.Collections.Immutable;

namespace Infra.Local.Iot.Registry;

/// <summary>What happens to a certificate of this CA at its first connection: a named template, or one written into the CA.</summary>
internal sealed record RegistrationConfig(string? TemplateName, string? TemplateBody, string? RoleArn);

/// <summary>
/// A CA certificate registered with AWS IoT. Id is the SHA-256 of its DER in lower-case hex, Subject the DER of its subject:
/// what a device certificate's issuer is compared with.
/// </summary>
internal sealed record CaCertificate(string Id, string Arn, string Pem, ReadOnlyMemory<byte> Subject)
{
    public required string Mode { get; init; }
    public required bool Active { get; init; }
    public required bool AutoRegistration { get; init; }
    public RegistrationConfig? Config { get; init; }
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    public required DateTimeOffset NotBefore { get; init; }
    public required DateTimeOffset NotAfter { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset LastModified { get; init; }
    public int CustomerVersion { get; init; } = 1;
    public string GenerationId { get; init; } = Guid.NewGuid().ToString();
}
