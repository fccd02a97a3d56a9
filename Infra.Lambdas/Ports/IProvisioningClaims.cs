namespace Infra.Lambdas.Ports;

/// <summary>Makes claims for one fleet provisioning template. Bodies: AWS IoT Core; memory, for tests.</summary>
internal interface IProvisioningClaims
{
    /// <summary>Makes a claim. AWS IoT forgets it after five minutes.</summary>
    Task<ProvisioningClaim> CreateAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A claim: for a few minutes, whoever holds its key may ask for a device to be provisioned. A class and no record, so that no log line,
/// message or test failure ever prints the key.
/// </summary>
internal sealed class ProvisioningClaim(string certificateId, string certificatePem, string privateKeyPem, DateTimeOffset expiresAt)
{
    public string CertificateId => certificateId;

    public string CertificatePem => certificatePem;

    public string PrivateKeyPem => privateKeyPem;

    public DateTimeOffset ExpiresAt => expiresAt;

    public override string ToString() => $"claim {certificateId}";
}
