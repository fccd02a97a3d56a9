using Infra.Identity;
using Infra.Identity.Requests;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.CertificateProvider;

/// <summary>
/// Signs for AWS IoT Core's CreateCertificateFromCsr under the same checks as the provisioning API: the CSR's rules, then the device's record,
/// then the issuer with its ledger. No authorizer stands before it, so it is authorizer and issuer in one. AWS IoT knows one way to hear a no:
/// the invocation fails.
/// </summary>
internal sealed class CertificateProviderHandler(IDeviceRegistry devices, FreshnessRule freshness, Issuance issuance, FunctionLog log, TimeProvider time)
    : IHandler<CertificateProviderEvent, CertificateProviderAnswer>
{
    public async Task<CertificateProviderAnswer> HandleAsync(CertificateProviderEvent @event, Invocation invocation)
    {
        var started = time.GetTimestamp();
        var verdict = CsrVerifier.VerifyPem(@event.CertificateSigningRequest);
        var csr = verdict as CsrVerdict.Accepted;
        Exception? fault = null;
        IssuanceOutcome? outcome = null;
        string? refusal;
        try
        {
            refusal = csr is null ? ((CsrVerdict.Refused)verdict).Reason.Code : await FaultOfAsync(csr, invocation);
            if (csr is not null && refusal is null)
            {
                outcome = await issuance.RunAsync(csr, invocation, noticed => fault = noticed);
            }
        }
        catch (Exception exception)
        {
            (refusal, fault) = (OtherOutcomes.Fault, exception);
        }

        log.Write(new LogEntry(invocation.RequestId, refusal ?? outcome!.Code, time.GetElapsedTime(started))
        {
            Device = csr?.Device,
            CsrSha256 = csr?.Sha256,
            CertificateId = Sha256Digest.TryParse(@event.PrincipalId, out var claim) ? claim.ToString() : null,
            Fault = fault,
        });
        return outcome switch
        {
            IssuanceOutcome.Issued issued => new CertificateProviderAnswer { CertificatePem = issued.LeafPem },
            IssuanceOutcome.Pending => throw new CertificateNotProvidedException("the certificate is not ready; send the same CSR again"),
            _ => throw new CertificateNotProvidedException("the CSR is not signed; the log says why"),
        };
    }

    private async Task<string?> FaultOfAsync(CsrVerdict.Accepted csr, Invocation invocation)
    {
        if (freshness.Check(csr.ChallengePassword, time.GetUtcNow()) is { } stale)
        {
            return stale.Code;
        }

        using var patience = new CancellationTokenSource(invocation.TimeToWork(time), time);
        return RecordCheck.FaultOf(await devices.FindAsync(csr.Device, patience.Token), csr.Key.Sha256);
    }
}

/// <summary>What AWS IoT gets to hear: nothing that would help a stranger.</summary>
internal sealed class CertificateNotProvidedException(string message) : Exception(message);
