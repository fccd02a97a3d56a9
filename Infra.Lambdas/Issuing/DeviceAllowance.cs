using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Issuing;

/// <summary>
/// Keeps every device within <see cref="CertificateLimits"/>. A certificate is counted before it is asked for, so no crash and no second
/// request beside this one gets past the count; one that never comes to be stops counting when its record does.
/// </summary>
internal sealed class DeviceAllowance(IDeviceAccounts accounts, CertificateLimits limits, TimeProvider time)
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
    public Task SettleAsync(IssuanceKey key, DateTimeOffset plannedAt, string certificateId, DateTimeOffset notAfter, CancellationToken cancellationToken) =>
        ChangeAsync(key.Device, account => EntryOf(account, key) switch
        {
            { } entry when entry.CertificateId == certificateId => null,
            var entry => account.With(key.CsrSha256, new CountedCertificate(entry?.AllowedAt ?? plannedAt, notAfter, certificateId)),
        }, cancellationToken);

    /// <summary>Takes a certificate off the count that will never be. The interval runs on: it is there to keep the device from asking.</summary>
    public Task GiveUpAsync(IssuanceKey key, CancellationToken cancellationToken) =>
        ChangeAsync(key.Device, account => EntryOf(account, key) is { CertificateId: null }
            ? account with { Certificates = account.Certificates.Remove(key.CsrSha256.ToString()) }
            : null, cancellationToken);

    private static CountedCertificate? EntryOf(DeviceAccount account, IssuanceKey key) => account.Certificates.GetValueOrDefault(key.CsrSha256.ToString());

    /// <param name="change">The account as it should be; null: it is so already.</param>
    private async Task ChangeAsync(DeviceId device, Func<DeviceAccount, DeviceAccount?> change, CancellationToken cancellationToken)
    {
        while (change(await accounts.ReadAsync(device, cancellationToken)) is { } changed && !await accounts.WriteAsync(changed, cancellationToken))
        {
            // Written in between: again, from what is there now.
        }
    }
}
