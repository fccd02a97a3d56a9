using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Issuing;

/// <summary>
/// Keeps every device within <see cref="CertificateLimits"/>. A certificate is counted before it is asked for, so no crash and no second
/// request beside this one gets past the count; one that never comes to be stops counting when its record does.
/// </summary>
internal sealed class DeviceAllowance(IDeviceAccounts accounts, IRetirementAgenda agenda, CertificateLimits limits, TimeProvider time)
{
    /// <summary>Counts a certificate for this CSR, once. Null: it may be asked for.</summary>
    public async Task<Problem?> AdmitAsync(IssuanceKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var account = await accounts.ReadAsync(key.Device, cancellationToken);
            switch (limits.Admit(account, key.CsrSha256, time.GetUtcNow()))
            {
                case Admission.Counted:
                    return null;

                case Admission.Allowed allowed:
                    if (await accounts.WriteAsync(allowed.Account, cancellationToken))
                    {
                        return null;
                    }

                    // Another request of this device was faster: with what it left, the answer may differ.
                    break;

                case Admission.TooSoon soon:
                    return Problem.TooSoon(soon.Wait);

                case Admission.TooMany many:
                    return Problem.TooManyCertificates(limits.MaximumLive, many.Until);

                case var other:
                    throw new InvalidOperationException($"unknown admission {other}");
            }
        }
    }

    /// <summary>Writes down which certificate came of it and until when it holds. To be called before anybody learns of the certificate.</summary>
    public async Task SettleAsync(IssuanceKey key, DateTimeOffset plannedAt, string certificateId, DateTimeOffset notAfter, CancellationToken cancellationToken)
    {
        while (true)
        {
            var account = await accounts.ReadAsync(key.Device, cancellationToken);
            var entry = EntryOf(account, key);
            if (entry?.CertificateId == certificateId)
            {
                return;
            }

            var settled = new CountedCertificate(entry?.AllowedAt ?? plannedAt, notAfter, certificateId);
            await RemindAsync(account, key, settled, cancellationToken);
            if (await accounts.WriteAsync(account.With(key.CsrSha256, settled), cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>
    /// Before the account says that there is a successor: a reminder too many is struck off, one too few would be missed for ever. Its time follows from when
    /// the certificate was allowed, so that a run that repeats this puts down the same one.
    /// </summary>
    private async Task RemindAsync(DeviceAccount account, IssuanceKey key, CountedCertificate settled, CancellationToken cancellationToken)
    {
        var others = account.Certificates.Where(entry => entry.Key != key.CsrSha256.ToString() && entry.Value.CertificateId is not null).Select(entry => entry.Value).ToList();
        if (others.Count > 0)
        {
            // The latest of them is the last to be superseded, and this one may be it.
            var due = others.Append(settled).Max(certificate => certificate.AllowedAt) + limits.Overlap;
            await agenda.RemindAsync(new Reminder(key.Device, due, others.Append(settled).Max(certificate => certificate.Ends)), cancellationToken);
        }
    }

    /// <summary>Takes a certificate off the count that will never be. The interval runs on: it is there to keep the device from asking.</summary>
    public async Task GiveUpAsync(IssuanceKey key, CancellationToken cancellationToken)
    {
        DeviceAccount account;
        do
        {
            account = await accounts.ReadAsync(key.Device, cancellationToken);
        }
        while (EntryOf(account, key) is { CertificateId: null }
            && !await accounts.WriteAsync(account with { Certificates = account.Certificates.Remove(key.CsrSha256.ToString()) }, cancellationToken));
    }

    private static CountedCertificate? EntryOf(DeviceAccount account, IssuanceKey key) => account.Certificates.GetValueOrDefault(key.CsrSha256.ToString());
}
