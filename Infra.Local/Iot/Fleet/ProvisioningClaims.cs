using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Iot.X509;

namespace Infra.Local.Iot.Fleet;

/// <summary>A temporary claim: a certificate that may provision one device with one template, for five minutes.</summary>
internal sealed record ProvisioningClaim(string CertificateId, string TemplateName, CertificateNames Names, DateTimeOffset Expires);

/// <summary>The temporary claims of one region. They are no device certificates: ListCertificates does not show them.</summary>
internal sealed class ProvisioningClaims(TimeProvider clock)
{
    // "The temporary claim ... expires after 5 minutes" (CreateProvisioningClaim).
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, ProvisioningClaim> claims = new(StringComparer.Ordinal);

    public ProvisioningClaim Add(string certificatePem, string templateName)
    {
        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        var claim = new ProvisioningClaim(CertificateFacts.IdOf(certificate), templateName, CertificateNames.Of(certificate), clock.GetUtcNow() + Life);
        foreach (var (id, old) in claims)
        {
            if (old.Expires < clock.GetUtcNow()) { claims.TryRemove(id, out _); }
        }
        return claims[claim.CertificateId] = claim;
    }

    /// <summary>The claim, while it lasts.</summary>
    public ProvisioningClaim? Find(string certificateId) =>
        claims.GetValueOrDefault(certificateId) is { } claim && clock.GetUtcNow() <= claim.Expires ? claim : null;
}
