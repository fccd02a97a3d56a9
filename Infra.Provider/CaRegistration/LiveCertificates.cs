using Infra.Provider.Ports;

namespace Infra.Provider.CaRegistration;

/// <summary>The active device certificates of a CA, as far as one had to look to find some. AWS IoT keeps a certificate ACTIVE after its end, so an expired one counts.</summary>
internal sealed record LiveCertificates(int Count, string First, bool MayBeMore)
{
    /// <summary>Reads pages until one has an active certificate; null when none has. A fleet can have millions.</summary>
    public static async Task<LiveCertificates?> FindAsync(
        ICaRegistry registry, string caCertificateId, Patience patience, Aftermath aftermath, CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await patience.TryAsync(() => registry.ListCertificatesAsync(caCertificateId, marker, cancellationToken), aftermath, cancellationToken);
            var active = page.Certificates.Where(certificate => certificate.IsActive).ToList();
            marker = page.NextMarker;
            if (active.Count > 0) { return new LiveCertificates(active.Count, active[0].Id, MayBeMore: marker is not null); }
        }
        while (marker is not null);

        return null;
    }

    public override string ToString() => $"{(MayBeMore ? "at least " : "")}{Count} active device certificate{(Count == 1 ? "" : "s")} (such as {First})";
}
