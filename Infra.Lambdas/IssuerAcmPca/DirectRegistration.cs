using Infra.Identity;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.IssuerAcmPca;

/// <summary>Registers our authority's certificates in AWS IoT at once, instead of leaving it to the device's first connection.</summary>
internal sealed class DirectRegistration(IIotRegistry iot, Registrar registrar)
{
    /// <returns>False: the certificate is in AWS IoT already, and someone took it out of service there. That is not ours to reverse.</returns>
    public async Task<bool> RegisterAsync(DeviceId device, string certificatePem, string authorityPem, CancellationToken cancellationToken)
    {
        // The authority's certificate goes along: with two CAs of one subject, AWS IoT could not tell which it is.
        var certificate = await iot.RegisterAsync(certificatePem, authorityPem, cancellationToken);
        // Pending: the CA is registered for automatic registration as well, so a hook or template decides about it, and not this function.
        if (certificate.Status is IotCertificateStatus.Withdrawn or IotCertificateStatus.Pending)
        {
            return false;
        }

        await registrar.CompleteOrUndoAsync(device, certificate, cancellationToken);
        return true;
    }
}
