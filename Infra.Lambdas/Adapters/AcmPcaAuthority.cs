using System.Security.Cryptography.X509Certificates;
using System.Text;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>The region's ACM Private CA.</summary>
internal sealed class AcmPcaAuthority(IAmazonACMPCA client, string authorityArn, string templateArn, TimeProvider time) : ICertificateAuthority
{
    /// <summary>A CA's certificate changes only when it is renewed.</summary>
    private static readonly TimeSpan _descriptionHolds = TimeSpan.FromMinutes(10);

    private AuthorityCertificate? _description;
    private DateTimeOffset _describedAt;

    public async Task<AuthorityCertificate> DescribeAsync(CancellationToken cancellationToken)
    {
        if (_description is null || time.GetUtcNow() - _describedAt > _descriptionHolds)
        {
            var request = new GetCertificateAuthorityCertificateRequest { CertificateAuthorityArn = authorityArn };
            var response = await AwsFailures.InDomainWords(
                "acm-pca:GetCertificateAuthorityCertificate", () => client.GetCertificateAuthorityCertificateAsync(request, cancellationToken));
            _description = Describe(response.Certificate);
            _describedAt = time.GetUtcNow();
        }

        return _description;
    }

    public async Task<string> RequestAsync(CertificateOrder order, CancellationToken cancellationToken)
    {
        using var csr = new MemoryStream(Encoding.ASCII.GetBytes(order.CsrPem));
        var request = new IssueCertificateRequest
        {
            CertificateAuthorityArn = authorityArn,
            Csr = csr,
            SigningAlgorithm = SigningAlgorithm.FindValue(order.SigningAlgorithm),
            TemplateArn = templateArn,
            Validity = new Validity { Type = ValidityPeriodType.ABSOLUTE, Value = order.NotAfter.ToUnixTimeSeconds() },
            IdempotencyToken = order.IdempotencyToken,
        };
        var response = await AwsFailures.InDomainWords("acm-pca:IssueCertificate", () => client.IssueCertificateAsync(request, cancellationToken));
        return response.CertificateArn;
    }

    public async Task<Collection> CollectAsync(string certificateArn, CancellationToken cancellationToken)
    {
        // {CA ARN}/certificate/{serial}: one of another CA (this function's CA was replaced) is nothing that we could collect.
        if (!certificateArn.StartsWith(authorityArn + "/", StringComparison.Ordinal))
        {
            return new Collection.Lost();
        }

        var request = new GetCertificateRequest { CertificateAuthorityArn = authorityArn, CertificateArn = certificateArn };
        return await AwsFailures.InDomainWords<Collection>("acm-pca:GetCertificate", async () =>
        {
            try
            {
                var response = await client.GetCertificateAsync(request, cancellationToken);
                using var leaf = X509Certificate2.CreateFromPem(response.Certificate);
                return new Collection.Ready(EndLine(response.Certificate), EndLine(response.CertificateChain), leaf.NotAfter.ToUniversalTime());
            }
            catch (RequestInProgressException)
            {
                return new Collection.InProgress();
            }
            catch (Exception exception) when (exception is RequestFailedException or ResourceNotFoundException)
            {
                return new Collection.Lost();
            }
        });
    }

    /// <summary>ACM PCA gives PEM without a last line end; leaf and chain are to be one file when put together.</summary>
    private static string EndLine(string? pem) => string.IsNullOrEmpty(pem) ? "" : pem.TrimEnd() + "\n";

    private static AuthorityCertificate Describe(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var ecdsa = certificate.GetECDsaPublicKey();
        var algorithm = ecdsa?.KeySize switch
        {
            null => SigningAlgorithm.SHA256WITHRSA,
            256 => SigningAlgorithm.SHA256WITHECDSA,
            384 => SigningAlgorithm.SHA384WITHECDSA,
            _ => SigningAlgorithm.SHA512WITHECDSA,
        };
        return new AuthorityCertificate(pem, algorithm.Value, certificate.NotAfter.ToUniversalTime());
    }
}
