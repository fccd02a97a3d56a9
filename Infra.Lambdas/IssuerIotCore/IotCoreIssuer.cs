using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Requests;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.IssuerIotCore;

/// <summary>
/// Gets a certificate from AWS IoT Core: planned -> issued (inactive) -> registered. CreateCertificateFromCsr is not idempotent, so the
/// certificate is made inactive and used only once its id is in the ledger: a run that is cut short in between leaves behind a certificate
/// that opens nothing, and never two that do.
/// </summary>
internal sealed class IotCoreIssuer(IIotRegistry iot, Registrar registrar, TimeProvider time) : IIssuer
{
    public async Task<IssuanceOutcome> IssueAsync(CsrVerdict.Accepted csr, LedgerRun run, CancellationToken cancellationToken)
    {
        var certificate = run.Record.CertificateId is { } known && !(run.Record.NotAfter <= time.GetUtcNow())
            ? await iot.FindAsync(known, cancellationToken)
            : null;
        if (certificate is null)
        {
            certificate = await iot.CreateAsync(csr.ToPem(), cancellationToken);
            var issued = run.Record with
            {
                Step = IssuanceStep.Issued,
                CertificateId = certificate.Id,
                CertificateArn = certificate.Arn,
                NotAfter = NotAfterOf(certificate),
            };
            await run.SaveAsync(issued, cancellationToken);
        }

        // After its registration was complete, a certificate that is not active was taken out of service by someone.
        if (certificate.Status is IotCertificateStatus.Withdrawn or IotCertificateStatus.Pending
            || (run.Record.Step is IssuanceStep.Registered && certificate.Status is not IotCertificateStatus.Active))
        {
            return new IssuanceOutcome.Failed(Problem.CertificateWithdrawn);
        }

        if (run.Record.Step < IssuanceStep.Registered)
        {
            await registrar.CompleteOrUndoAsync(csr.Device, certificate, cancellationToken);
            await run.FinishAsync(run.Record with { Step = IssuanceStep.Registered }, cancellationToken);
        }

        return new IssuanceOutcome.Issued(certificate.Pem, "", NotAfterOf(certificate));
    }

    private static DateTimeOffset NotAfterOf(IotCertificate certificate)
    {
        using var parsed = X509Certificate2.CreateFromPem(certificate.Pem);
        return parsed.NotAfter.ToUniversalTime();
    }
}
