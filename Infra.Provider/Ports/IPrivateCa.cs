namespace Infra.Provider.Ports;

/// <summary>ACM Private CA in one region.</summary>
public interface IPrivateCa
{
    /// <summary>Asks for a certificate; the answer is the ARN under which it will be found.</summary>
    Task<string> IssueAsync(PrivateCaRequest request, CancellationToken cancellationToken);

    /// <summary>PEM of the certificate alone; null while it is being made.</summary>
    Task<string?> FindCertificateAsync(string certificateAuthorityArn, string certificateArn, CancellationToken cancellationToken);
}

/// <summary>What IssueCertificate is asked for.</summary>
/// <param name="CertificateAuthorityArn">Which CA signs.</param>
/// <param name="RequestPem">PKCS#10.</param>
/// <param name="SigningAlgorithm">Must be of the family of the CA's key.</param>
/// <param name="TemplateArn">Decides the extensions.</param>
/// <param name="ValidityDays">How long it holds.</param>
/// <param name="IdempotencyToken">The same token within five minutes gets the same certificate.</param>
public sealed record PrivateCaRequest(
    string CertificateAuthorityArn, string RequestPem, string SigningAlgorithm, string TemplateArn, int ValidityDays, string IdempotencyToken);
