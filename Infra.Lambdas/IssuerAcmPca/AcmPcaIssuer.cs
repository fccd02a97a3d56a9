using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Requests;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.IssuerAcmPca;

/// <summary>
/// Gets a certificate from the region's ACM Private CA: planned -> requested -> issued (-> registered, if this issuer registers).
/// Each step is in the ledger before the next begins, so a run that was cut short anywhere is taken up there.
/// </summary>
/// <param name="authority">The CA.</param>
/// <param name="registration">Registers in AWS IoT; null leaves that to the device's first connection (JITP).</param>
/// <param name="validity">The longest life of a certificate.</param>
/// <param name="time">The clock.</param>
internal sealed class AcmPcaIssuer(ICertificateAuthority authority, DirectRegistration? registration, TimeSpan validity, TimeProvider time) : IIssuer
{
    /// <summary>A certificate shorter than this is of no use to a device in the field.</summary>
    private static readonly TimeSpan _shortestLife = TimeSpan.FromDays(1);

    /// <summary>ACM PCA refuses a certificate that outlives its CA; rounding must not make it so.</summary>
    private static readonly TimeSpan _marginToAuthority = TimeSpan.FromMinutes(1);

    /// <summary>What is kept back for writing the ledger, and for registering.</summary>
    private readonly TimeSpan _timeAfterPolling = registration is null ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(3);

    // Three looks are all that is spent on one run: GetCertificate has a quota too, and the device can ask again.
    private static readonly TimeSpan[] _waits = [TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    public async Task<IssuanceOutcome> IssueAsync(CsrVerdict.Accepted csr, LedgerRun run, CancellationToken cancellationToken)
    {
        if (run.Record.NotAfter <= time.GetUtcNow())
        {
            await PlanAnewAsync(run, cancellationToken);
        }

        if (run.Record.Step is IssuanceStep.Planned)
        {
            var description = await authority.DescribeAsync(cancellationToken);
            if (OrderOf(csr, run.Record, description) is not { } order)
            {
                return new IssuanceOutcome.Failed(Problem.AuthorityExpiring);
            }

            var arn = await authority.RequestAsync(order, cancellationToken);
            await run.SaveAsync(run.Record with { Step = IssuanceStep.Requested, CertificateArn = arn }, cancellationToken);
        }

        switch (await CollectAsync(run, cancellationToken))
        {
            case Collection.Ready ready:
                return await CompleteAsync(csr, run, ready, cancellationToken);

            case Collection.Lost:
                await PlanAnewAsync(run, cancellationToken);
                return new IssuanceOutcome.Pending();

            default:
                return new IssuanceOutcome.Pending();
        }
    }

    private async Task<IssuanceOutcome> CompleteAsync(
        CsrVerdict.Accepted csr, LedgerRun run, Collection.Ready ready, CancellationToken cancellationToken)
    {
        var issued = run.Record with { Step = IssuanceStep.Issued, NotAfter = ready.NotAfter, CertificateId = CertificateIdOf(ready.LeafPem) };
        if (registration is null)
        {
            if (run.Record.Step < IssuanceStep.Issued)
            {
                await run.FinishAsync(issued, cancellationToken);
            }

            return new IssuanceOutcome.Issued(ready.LeafPem, ready.ChainPem, ready.NotAfter);
        }

        if (run.Record.Step < IssuanceStep.Registered)
        {
            await run.SaveAsync(issued, cancellationToken);
            var description = await authority.DescribeAsync(cancellationToken);
            if (!await registration.RegisterAsync(csr.Device, ready.LeafPem, description.Pem, cancellationToken))
            {
                return new IssuanceOutcome.Failed(Problem.CertificateWithdrawn);
            }

            await run.FinishAsync(issued with { Step = IssuanceStep.Registered }, cancellationToken);
        }

        return new IssuanceOutcome.Issued(ready.LeafPem, ready.ChainPem, ready.NotAfter);
    }

    private CertificateOrder? OrderOf(CsrVerdict.Accepted csr, IssuanceRecord record, AuthorityCertificate description)
    {
        // Counted from the plan, not from now: a repeated order is to be the same order, word for word.
        var asked = record.PlannedAt + validity;
        var most = description.NotAfter - _marginToAuthority;
        var notAfter = asked < most ? asked : most;
        return notAfter - time.GetUtcNow() < _shortestLife
            ? null
            : new CertificateOrder(csr.ToPem(), description.SigningAlgorithm, notAfter, IdempotencyToken.Of(csr, record.PlannedAt));
    }

    private async Task<Collection> CollectAsync(LedgerRun run, CancellationToken cancellationToken)
    {
        Collection found = new Collection.InProgress();
        foreach (var wait in _waits)
        {
            if (run.Invocation.TimeToWork(time) < wait + _timeAfterPolling)
            {
                break;
            }

            // What is known to exist needs no waiting for.
            if (run.Record.Step < IssuanceStep.Issued)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            found = await authority.CollectAsync(run.Record.CertificateArn!, cancellationToken);
            if (found is not Collection.InProgress)
            {
                break;
            }
        }

        return found;
    }

    private Task PlanAnewAsync(LedgerRun run, CancellationToken cancellationToken)
    {
        // A later second, so another token: the authority must not answer with what it made before.
        var later = run.Record.PlannedAt + TimeSpan.FromSeconds(1);
        var now = time.GetUtcNow();
        return run.SaveAsync(run.Record.PlannedAnew(now > later ? now : later), cancellationToken);
    }

    private static string CertificateIdOf(string leafPem)
    {
        using var certificate = X509Certificate2.CreateFromPem(leafPem);
        return certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
    }
}
