using System.Collections.Immutable;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.CertificateRetirer;

/// <summary>
/// Takes one device's superseded certificates out of service: those whose overlap is over, once a newer one is in use. In AWS IoT a certificate of the region's CA
/// is active from its first connection on (JITP, JITR), or from its registration (direct, AWS IoT Core). A device that does not use its newer certificates keeps
/// the one that it has until that ends: nobody is locked out.
/// </summary>
internal sealed class Retirement(IDeviceAccounts accounts, IIotRegistry iot, IRetirementAgenda agenda, CertificateLimits limits, TimeProvider time)
{
    /// <summary>When to look again at a device that has not begun to use its newer certificate.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromHours(6);

    /// <summary>Does what a reminder is about. Safe to repeat from any point at which it was cut short: the reminder is struck off last.</summary>
    /// <returns>The certificates retired, by their ids in AWS IoT; and whether one is left that will have to be.</returns>
    public async Task<Retired> RunAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var account = await accounts.ReadAsync(reminder.Device, cancellationToken);
        var (newerInUse, waiting) = (false, false);
        var (retired, settled) = (ImmutableArray.CreateBuilder<string>(), new List<string>());
        foreach (var (csr, certificate) in account.Certificates.OrderByDescending(entry => entry.Value.AllowedAt))
        {
            if (certificate.CertificateId is not { } id || certificate.Ends <= now)
            {
                continue;
            }

            var found = await iot.FindAsync(id, cancellationToken);
            var active = found?.Status is IotCertificateStatus.Active;
            if (!limits.IsSuperseded(certificate, account, now))
            {
                newerInUse |= active;
                continue;
            }

            if (active && newerInUse)
            {
                await iot.DeactivateAsync(found!, cancellationToken);
                retired.Add(id);
            }
            else if (active || found?.Status is IotCertificateStatus.Pending)
            {
                (newerInUse, waiting) = (newerInUse || active, true);
                continue;
            }

            // Inactive now, or by somebody's decision; or never used, so that there is nothing in AWS IoT to retire.
            settled.Add(csr);
        }

        await ForgetAsync(account, settled, cancellationToken);
        if (waiting)
        {
            await agenda.RemindAsync(reminder with { Due = now + _patience }, cancellationToken);
        }

        await agenda.DoneAsync(reminder, cancellationToken);
        return new Retired(retired.ToImmutable(), waiting);
    }

    private async Task ForgetAsync(DeviceAccount account, List<string> settled, CancellationToken cancellationToken)
    {
        while (account.Certificates.Keys.Any(settled.Contains)
            && !await accounts.WriteAsync(account with { Certificates = account.Certificates.RemoveRange(settled) }, cancellationToken))
        {
            // The device asked for something in between: again, from what is there now.
            account = await accounts.ReadAsync(account.Device, cancellationToken);
        }
    }
}

/// <summary>What came of one reminder.</summary>
/// <param name="CertificateIds">The certificates retired.</param>
/// <param name="IsWaiting">Whether one is left, for which there is another reminder.</param>
internal sealed record Retired(ImmutableArray<string> CertificateIds, bool IsWaiting);
