using System.Text;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Infra.Provider.Ports;

namespace Infra.Provider.Aws;

/// <summary>ACM Private CA itself.</summary>
public sealed class AcmPcaPrivateCa(IAmazonACMPCA acmPca) : IPrivateCa
{
    public Task<string> IssueAsync(PrivateCaRequest request, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        using var csr = new MemoryStream(Encoding.ASCII.GetBytes(request.RequestPem));
        var answer = await acmPca.IssueCertificateAsync(
            new IssueCertificateRequest
            {
                CertificateAuthorityArn = request.CertificateAuthorityArn,
                Csr = csr,
                SigningAlgorithm = SigningAlgorithm.FindValue(request.SigningAlgorithm),
                TemplateArn = request.TemplateArn,
                Validity = new Validity { Type = ValidityPeriodType.DAYS, Value = request.ValidityDays },
                IdempotencyToken = request.IdempotencyToken,
            },
            cancellationToken);
        return answer.CertificateArn;
    }, cancellationToken);

    public Task<string?> FindCertificateAsync(string certificateAuthorityArn, string certificateArn, CancellationToken cancellationToken) =>
        AwsFaults.TranslateAsync(async () =>
        {
            try
            {
                var answer = await acmPca.GetCertificateAsync(
                    new GetCertificateRequest { CertificateAuthorityArn = certificateAuthorityArn, CertificateArn = certificateArn }, cancellationToken);
                return answer.Certificate;
            }
            catch (RequestInProgressException)
            {
                return null;
            }
        }, cancellationToken);
}
