using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Issuing;

/// <summary>How many certificates a device may have, and how soon another. Pure: the account has been read.</summary>
/// <param name="MinimumInterval">Between two new certificates of a device; zero for none.</param>
/// <param name="MaximumLive">How many may be live at once.</param>
/// <param name="Overlap">How long a certificate stays live after its successor was allowed.</param>
internal sealed record CertificateLimits(TimeSpan MinimumInterval, int MaximumLive, TimeSpan Overlap)
{
    /// <summary>For who asks about successors only.</summary>
    public static CertificateLimits OfOverlap(TimeSpan overlap) => new(TimeSpan.Zero, int.MaxValue, overlap);

    /// <summary>Whether a certificate for this CSR may be asked for now.</summary>
    public Admission Admit(DeviceAccount account, Sha256Digest csr, DateTimeOffset now)
    {
        // The same CSR again is the same certificate, not another one: counted once, it is never held up.
        if (account.Certificates.TryGetValue(csr.ToString(), out var own) && own.Ends > now)
        {
            return new Admission.Counted();
        }

        if (account.LastAllowedAt + MinimumInterval is { } next && next > now)
        {
            return new Admission.TooSoon(next - now);
        }

        var live = account.Certificates.Values.Select(certificate => LiveUntil(certificate, account)).Where(end => end > now).ToList();
        if (live.Count >= MaximumLive)
        {
            return new Admission.TooMany(live.Order().ElementAt(live.Count - MaximumLive));
        }

        var kept = account.Certificates.RemoveRange(from entry in account.Certificates where entry.Value.Ends <= now select entry.Key);
        return new Admission.Allowed((account with { LastAllowedAt = now, Certificates = kept })
            .With(csr, new CountedCertificate(now, now + IssuanceRecord.KeepUnfinished)));
    }

    /// <summary>Whether a certificate has a successor whose overlap with it is over: it is to be retired, and no longer counts.</summary>
    public bool IsSuperseded(CountedCertificate certificate, DeviceAccount account, DateTimeOffset now) => SupersededAt(certificate, account) <= now;

    private DateTimeOffset LiveUntil(CountedCertificate certificate, DeviceAccount account) =>
        SupersededAt(certificate, account) is { } superseded && superseded < certificate.Ends ? superseded : certificate.Ends;

    /// <summary>Only a certificate that exists succeeds another.</summary>
    private DateTimeOffset? SupersededAt(CountedCertificate certificate, DeviceAccount account)
    {
        DateTimeOffset? earliest = null;
        foreach (var other in account.Certificates.Values)
        {
            if (other.CertificateId is not null && other.AllowedAt > certificate.AllowedAt && !(earliest <= other.AllowedAt + Overlap))
            {
                earliest = other.AllowedAt + Overlap;
            }
        }

        return earliest;
    }
}

/// <summary>Whether a device may have another certificate.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>This one is counted already.</summary>
    public sealed record Counted : Admission;

    /// <summary>It may, once the account says so.</summary>
    public sealed record Allowed(DeviceAccount Account) : Admission;

    /// <summary>The last one is too recent.</summary>
    public sealed record TooSoon(TimeSpan Wait) : Admission;

    /// <summary>It has as many as it may have, until one of them ends or is superseded.</summary>
    public sealed record TooMany(DateTimeOffset Until) : Admission;
}
