namespace Infra.Provider.Ports;

/// <summary>
/// AWS IoT's registry of CA certificates in one region. Trusted to say what is registered, for nothing else. Any call may also throw
/// <see cref="TransientFaultException"/> or <see cref="AwsRefusalException"/>.
/// </summary>
public interface ICaRegistry
{
    /// <summary>The account's registration code in this region: what a verification certificate must be named.</summary>
    Task<string> GetRegistrationCodeAsync(CancellationToken cancellationToken);

    /// <summary>Registers; throws <see cref="CaAlreadyRegisteredException"/> when that CA is there already.</summary>
    Task<RegisteredCa> RegisterAsync(CaToRegister ca, CancellationToken cancellationToken);

    /// <summary>The CA as it is now; null when there is none of this id.</summary>
    Task<RegisteredCa?> FindAsync(string caCertificateId, CancellationToken cancellationToken);

    /// <summary>Who registered the CA, as <see cref="CaToRegister.Owner"/> said; null where nobody said. Throws <see cref="CaNotFoundException"/>.</summary>
    Task<string?> FindOwnerAsync(string caCertificateArn, CancellationToken cancellationToken);

    /// <summary>Changes what differs; what is null stays. Throws <see cref="CaNotFoundException"/> when there is none of this id.</summary>
    Task ChangeAsync(string caCertificateId, CaChange change, CancellationToken cancellationToken);

    /// <summary>
    /// One page of the device certificates that this CA signed and that are registered; a null marker asks for the first.
    /// Throws <see cref="CaNotFoundException"/> when there is no CA of this id.
    /// </summary>
    Task<DeviceCertificatePage> ListCertificatesAsync(string caCertificateId, string? marker, CancellationToken cancellationToken);

    /// <summary>Deletes an inactive CA. One that is gone already counts as deleted.</summary>
    Task DeleteAsync(string caCertificateId, CancellationToken cancellationToken);
}

/// <summary>What a registration asks for.</summary>
/// <param name="CertificatePem">The CA's certificate.</param>
/// <param name="VerificationCertificatePem">Proof of possession; null in mode SNI_ONLY, which takes none.</param>
/// <param name="Settings">How it is to behave.</param>
/// <param name="Owner">Who registers it: at most 256 letters and digits, kept with the registration.</param>
public sealed record CaToRegister(string CertificatePem, string? VerificationCertificatePem, CaSettings Settings, string Owner);

/// <summary>How a registered CA behaves.</summary>
/// <param name="IsActive">Whether certificates of it can be registered.</param>
/// <param name="AutoRegistration">Whether a first connection registers the device's certificate.</param>
/// <param name="TemplateName">Name of the JITP template; null for none.</param>
public sealed record CaSettings(bool IsActive, bool AutoRegistration, string? TemplateName);

/// <summary>A CA that AWS IoT knows.</summary>
/// <param name="Id">Its id: lower-case hex SHA-256 of its DER.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="CertificatePem">Its certificate.</param>
/// <param name="CertificateMode">DEFAULT or SNI_ONLY.</param>
/// <param name="Settings">How it behaves now.</param>
public sealed record RegisteredCa(string Id, string Arn, string CertificatePem, string CertificateMode, CaSettings Settings);

/// <summary>A change of a registered CA.</summary>
/// <param name="IsActive">New status.</param>
/// <param name="AutoRegistration">New auto-registration status.</param>
/// <param name="TemplateName">New JITP template.</param>
/// <param name="RemoveTemplate">Takes the JITP template away.</param>
public sealed record CaChange(bool? IsActive = null, bool? AutoRegistration = null, string? TemplateName = null, bool RemoveTemplate = false);

/// <summary>A registered device certificate.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsActive">Whether its device can connect.</param>
public sealed record DeviceCertificate(string Id, bool IsActive);

/// <summary>Some of a CA's device certificates.</summary>
/// <param name="Certificates">Those of this page.</param>
/// <param name="NextMarker">Where the next page begins; null after the last.</param>
public sealed record DeviceCertificatePage(IReadOnlyList<DeviceCertificate> Certificates, string? NextMarker);

/// <summary>The CA is registered already.</summary>
public sealed class CaAlreadyRegisteredException(Exception? cause = null) : Exception("the CA certificate is registered already", cause);

/// <summary>No CA of this id is registered.</summary>
public sealed class CaNotFoundException(Exception? cause = null) : Exception("the CA certificate is not registered", cause);
