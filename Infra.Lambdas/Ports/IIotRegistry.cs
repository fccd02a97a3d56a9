using Infra.Identity;

namespace Infra.Lambdas.Ports;

/// <summary>AWS IoT's registry of certificates and things. Bodies: AWS IoT Core; memory, for tests. Every certificate enters it inactive.</summary>
internal interface IIotRegistry
{
    /// <summary>Makes an inactive certificate of AWS IoT's own. The same CSR again makes another one.</summary>
    Task<IotCertificate> CreateAsync(string csrPem, CancellationToken cancellationToken);

    /// <summary>Registers a certificate of our authority, inactive. Already there: as it is there.</summary>
    Task<IotCertificate> RegisterAsync(string certificatePem, string authorityPem, CancellationToken cancellationToken);

    /// <summary>A certificate as it is there, or null.</summary>
    Task<IotCertificate?> FindAsync(string certificateId, CancellationToken cancellationToken);

    /// <summary>Makes the thing if there is none of that name.</summary>
    Task EnsureThingAsync(DeviceId device, CancellationToken cancellationToken);

    /// <summary>Attaches the policy. Attached already: nothing.</summary>
    Task AttachPolicyAsync(string policy, IotCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Attaches the certificate to its thing. Attached already: nothing.</summary>
    Task AttachThingAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Activates a certificate.</summary>
    Task ActivateAsync(IotCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Deactivates a certificate.</summary>
    Task DeactivateAsync(IotCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Takes a certificate out of service for good.</summary>
    Task RevokeAsync(IotCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Takes the certificate off its thing.</summary>
    Task DetachThingAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Takes the policy off the certificate.</summary>
    Task DetachPolicyAsync(string policy, IotCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Deletes a certificate that is inactive and attached to nothing.</summary>
    Task DeleteAsync(IotCertificate certificate, CancellationToken cancellationToken);
}

/// <summary>A certificate's state in AWS IoT.</summary>
internal enum IotCertificateStatus
{
    /// <summary>Its device may connect.</summary>
    Active,

    /// <summary>Its device may not connect.</summary>
    Inactive,

    /// <summary>A device's first connection brought it, and nobody has decided about it yet.</summary>
    Pending,

    /// <summary>Someone took it out of service: revoked it, or is handing it over.</summary>
    Withdrawn,
}

/// <summary>A certificate in AWS IoT.</summary>
internal sealed record IotCertificate(string Id, string Arn, string Pem, IotCertificateStatus Status);
