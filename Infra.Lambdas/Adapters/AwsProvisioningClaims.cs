using Amazon.IoT;
using Amazon.IoT.Model;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>Claims of AWS IoT Core.</summary>
internal sealed class AwsProvisioningClaims(IAmazonIoT client, string template) : IProvisioningClaims
{
    public async Task<ProvisioningClaim> CreateAsync(CancellationToken cancellationToken)
    {
        var request = new CreateProvisioningClaimRequest { TemplateName = template };
        var response = await AwsFailures.InDomainWords(
            "iot:CreateProvisioningClaim", () => client.CreateProvisioningClaimAsync(request, cancellationToken));
        var expiresAt = response.Expiration ?? throw new InvalidOperationException("AWS IoT made a claim without an end");
        return new ProvisioningClaim(response.CertificateId, response.CertificatePem, response.KeyPair.PrivateKey, expiresAt.ToUniversalTime());
    }
}
