namespace Infra.Tools.Claims;

/// <summary>A claim as it came, from AWS IoT or from the provisioning API.</summary>
// A class, not a record: a record's ToString would print the key.
internal sealed class NewClaim
{
    /// <summary>The fleet provisioning template that it is for.</summary>
    public required string Template { get; init; }

    /// <summary>SHA-256 of the certificate, 64 hex digits.</summary>
    public required string CertificateId { get; init; }

    public required string CertificatePem { get; init; }

    public required string KeyPem { get; init; }

    /// <summary>In UTC; null where AWS did not tell.</summary>
    public required DateTime? Expires { get; init; }

    /// <summary>HOST or HOST:PORT where the device connects with it; null where only the API tells it.</summary>
    public string? Endpoint { get; init; }
}
