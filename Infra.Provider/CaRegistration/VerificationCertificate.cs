using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Provider.Ports;

namespace Infra.Provider.CaRegistration;

/// <summary>
/// The proof that AWS IoT asks of whoever registers a CA: a certificate named after the account's registration code, signed by that CA.
/// Its own key is made for this one request, never leaves this method, and is worthless afterwards.
/// </summary>
internal static class VerificationCertificate
{
    /// <summary>ACM PCA usually takes a second or two; its waiter gives up after 60 tries, one second apart.</summary>
    private const int Looks = 60;

    private static readonly Aftermath Harmless =
        new("nothing is registered", $"then ACM PCA holds a certificate of one day whose key is gone, which needs no cleaning up; {Aftermath.Again}");

    public static async Task<string> MakeAsync(
        IPrivateCa privateCa,
        string certificateAuthorityArn,
        X509Certificate2 authority,
        string registrationCode,
        Func<SigningKey> ephemeralKey,
        Patience patience,
        CancellationToken cancellationToken)
    {
        using var key = ephemeralKey();
        // A sibling of the CA, within the name constraints that ACM PCA enforces (AWS Private CA User Guide, "Enforcing name constraints"); AWS IoT looks at the common name alone.
        var requestDer = CertificationRequests.Create(key, DistinguishedNames.WithCommonName(authority.SubjectName, registrationCode));
        var request = new PrivateCaRequest(
            certificateAuthorityArn,
            Pem.OfRequest(requestDer),
            SigningAlgorithmOf(authority),
            TemplateFor(certificateAuthorityArn),
            ValidityDays: 1,
            // Of the request, so that a second try within this call gets the same certificate, and another call another.
            IdempotencyToken: Convert.ToHexStringLower(SHA256.HashData(requestDer))[..32]);

        var certificateArn = await patience.TryAsync(() => privateCa.IssueAsync(request, cancellationToken), Harmless, cancellationToken);
        for (var look = 1; look <= Looks; look++)
        {
            var pem = await patience.TryAsync(
                () => privateCa.FindCertificateAsync(certificateAuthorityArn, certificateArn, cancellationToken), "nothing is registered", cancellationToken);
            if (pem is not null)
            {
                RequireIssuedBy(authority, pem, certificateAuthorityArn);
                return pem;
            }

            await patience.PauseAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }

        throw new ProvisioningException(ProvisioningErrors.VerificationTimedOut,
            $"ACM PCA has not finished the verification certificate {certificateArn} after {Looks} looks; nothing is registered, run pulumi up again");
    }

    /// <summary>ACM PCA: the algorithm must be of the family of the CA's key. The hash follows the key's strength.</summary>
    private static string SigningAlgorithmOf(X509Certificate2 authority)
    {
        using var ec = authority.GetECDsaPublicKey();
        return ec?.KeySize switch
        {
            null => "SHA256WITHRSA",
            <= 256 => "SHA256WITHECDSA",
            <= 384 => "SHA384WITHECDSA",
            _ => "SHA512WITHECDSA",
        };
    }

    /// <summary>The template that the devices' certificates use too, so that one policy condition on it covers both.</summary>
    private static string TemplateFor(string certificateAuthorityArn) =>
        $"arn:{certificateAuthorityArn.Split(':')[1]}:acm-pca:::template/EndEntityClientAuthCertificate/V1";

    // AWS IoT would answer with a bare CertificateValidationException.
    private static void RequireIssuedBy(X509Certificate2 authority, string verificationPem, string certificateAuthorityArn)
    {
        var verification = Pem.Certificates(verificationPem)[0];
        if (!verification.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData))
        {
            throw new ProvisioningException(ProvisioningErrors.WrongAuthority,
                $"{certificateAuthorityArn} signs as '{verification.Issuer}', but the CA to register is '{authority.Subject}'; give the certificate and the ARN of the same CA");
        }
    }
}
