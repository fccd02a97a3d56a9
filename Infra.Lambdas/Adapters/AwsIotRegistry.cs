using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using Amazon.IoT.Model;
using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>AWS IoT Core.</summary>
internal sealed class AwsIotRegistry(IAmazonIoT client) : IIotRegistry
{
    public async Task<IotCertificate> CreateAsync(string csrPem, CancellationToken cancellationToken)
    {
        var request = new CreateCertificateFromCsrRequest { CertificateSigningRequest = csrPem, SetAsActive = false };
        var response = await AwsFailures.InDomainWords(
            "iot:CreateCertificateFromCsr", () => client.CreateCertificateFromCsrAsync(request, cancellationToken));
        return new IotCertificate(response.CertificateId, response.CertificateArn, response.CertificatePem, IotCertificateStatus.Inactive);
    }

    public async Task<IotCertificate> RegisterAsync(string certificatePem, string authorityPem, CancellationToken cancellationToken)
    {
        var request = new RegisterCertificateRequest
        {
            CertificatePem = certificatePem,
            CaCertificatePem = authorityPem,
            Status = CertificateStatus.INACTIVE,
        };
        return await AwsFailures.InDomainWords("iot:RegisterCertificate", async () =>
        {
            try
            {
                var response = await client.RegisterCertificateAsync(request, cancellationToken);
                return new IotCertificate(response.CertificateId, response.CertificateArn, certificatePem, IotCertificateStatus.Inactive);
            }
            catch (ResourceAlreadyExistsException)
            {
                return await FindAsync(IdOf(certificatePem), cancellationToken)
                    ?? throw new InvalidOperationException("AWS IoT has the certificate already, but not under the SHA-256 of its DER");
            }
        });
    }

    public async Task<IotCertificate?> FindAsync(string certificateId, CancellationToken cancellationToken)
    {
        var request = new DescribeCertificateRequest { CertificateId = certificateId };
        return await AwsFailures.InDomainWords<IotCertificate?>("iot:DescribeCertificate", async () =>
        {
            try
            {
                var found = (await client.DescribeCertificateAsync(request, cancellationToken)).CertificateDescription;
                return new IotCertificate(found.CertificateId, found.CertificateArn, found.CertificatePem, StatusOf(found.Status));
            }
            catch (ResourceNotFoundException)
            {
                return null;
            }
        });
    }

    public Task EnsureThingAsync(DeviceId device, CancellationToken cancellationToken)
    {
        var request = new CreateThingRequest { ThingName = device.ToString() };
        return AwsFailures.InDomainWords("iot:CreateThing", async () =>
        {
            try
            {
                await client.CreateThingAsync(request, cancellationToken);
            }
            catch (ResourceAlreadyExistsException)
            {
                // It is there with other attributes (JITP's template gives some); a thing is all that is needed.
            }

            return true;
        });
    }

    public Task AttachPolicyAsync(string policy, IotCertificate certificate, CancellationToken cancellationToken)
    {
        var request = new AttachPolicyRequest { PolicyName = policy, Target = certificate.Arn };
        return AwsFailures.InDomainWords("iot:AttachPolicy", () => client.AttachPolicyAsync(request, cancellationToken));
    }

    public Task AttachThingAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken)
    {
        var request = new AttachThingPrincipalRequest { ThingName = device.ToString(), Principal = certificate.Arn };
        return AwsFailures.InDomainWords("iot:AttachThingPrincipal", () => client.AttachThingPrincipalAsync(request, cancellationToken));
    }

    public Task ActivateAsync(IotCertificate certificate, CancellationToken cancellationToken) =>
        UpdateAsync(certificate, CertificateStatus.ACTIVE, cancellationToken);

    public Task DeactivateAsync(IotCertificate certificate, CancellationToken cancellationToken) =>
        UpdateAsync(certificate, CertificateStatus.INACTIVE, cancellationToken);

    public Task RevokeAsync(IotCertificate certificate, CancellationToken cancellationToken) =>
        UpdateAsync(certificate, CertificateStatus.REVOKED, cancellationToken);

    public Task DetachThingAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken)
    {
        var request = new DetachThingPrincipalRequest { ThingName = device.ToString(), Principal = certificate.Arn };
        return AwsFailures.InDomainWords(
            "iot:DetachThingPrincipal", () => UnlessGone(() => client.DetachThingPrincipalAsync(request, cancellationToken)));
    }

    public Task DetachPolicyAsync(string policy, IotCertificate certificate, CancellationToken cancellationToken)
    {
        var request = new DetachPolicyRequest { PolicyName = policy, Target = certificate.Arn };
        return AwsFailures.InDomainWords("iot:DetachPolicy", () => UnlessGone(() => client.DetachPolicyAsync(request, cancellationToken)));
    }

    public Task DeleteAsync(IotCertificate certificate, CancellationToken cancellationToken)
    {
        var request = new DeleteCertificateRequest { CertificateId = certificate.Id };
        return AwsFailures.InDomainWords("iot:DeleteCertificate", () => UnlessGone(() => client.DeleteCertificateAsync(request, cancellationToken)));
    }

    private Task<UpdateCertificateResponse> UpdateAsync(IotCertificate certificate, CertificateStatus status, CancellationToken cancellationToken)
    {
        var request = new UpdateCertificateRequest { CertificateId = certificate.Id, NewStatus = status };
        return AwsFailures.InDomainWords("iot:UpdateCertificate", () => client.UpdateCertificateAsync(request, cancellationToken));
    }

    private static async Task<bool> UnlessGone(Func<Task> undo)
    {
        try
        {
            await undo();
            return true;
        }
        catch (ResourceNotFoundException)
        {
            return false;
        }
    }

    private static IotCertificateStatus StatusOf(CertificateStatus status) =>
        status == CertificateStatus.ACTIVE ? IotCertificateStatus.Active
        : status == CertificateStatus.INACTIVE ? IotCertificateStatus.Inactive
        : status == CertificateStatus.PENDING_ACTIVATION ? IotCertificateStatus.Pending
        : IotCertificateStatus.Withdrawn;

    /// <summary>AWS IoT names a certificate by the SHA-256 of its DER.</summary>
    private static string IdOf(string certificatePem)
    {
        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        return certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
    }
}
