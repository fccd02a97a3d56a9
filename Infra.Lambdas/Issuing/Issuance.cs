using Infra.Identity.Requests;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Issuing;

/// <summary>An issuer's work on one CSR, under the quotas, within the device's allowance, under the ledger and within one invocation's time.</summary>
internal sealed class Issuance(IIssuer issuer, IIssuanceLedger ledger, DeviceAllowance allowance, LoadShedder shedder, TimeProvider time)
{
    /// <summary>Issues, or says why not. Never throws: a fault of ours is handed to <paramref name="notice"/> and is an outcome, too.</summary>
    public async Task<IssuanceOutcome> RunAsync(CsrVerdict.Accepted csr, Invocation invocation, Action<Exception> notice)
    {
        if (!shedder.TryEnter(out var wait))
        {
            return new IssuanceOutcome.Failed(Problem.Overloaded(wait));
        }

        using var patience = new CancellationTokenSource(invocation.TimeToWork(time), time);
        var key = new IssuanceKey(csr.Device, csr.Sha256);
        try
        {
            if (await allowance.AdmitAsync(key, patience.Token) is { } refusal)
            {
                return new IssuanceOutcome.Failed(refusal);
            }

            var run = await LedgerRun.OpenAsync(ledger, allowance, key, invocation, time, patience.Token);
            if (run is null)
            {
                return new IssuanceOutcome.Pending();
            }

            try
            {
                return await issuer.IssueAsync(csr, run, patience.Token);
            }
            catch (PortException rejected) when (rejected.Failure is PortFailure.Rejected)
            {
                await allowance.GiveUpAsync(key, patience.Token);
                throw;
            }
            finally
            {
                await LetGoAsync(run, notice);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Out of time, not out of luck: the ledger knows how far it came.
            return new IssuanceOutcome.Pending();
        }
        catch (HoldLostException)
        {
            return new IssuanceOutcome.Pending();
        }
        catch (PortException exception)
        {
            if (exception.Failure is PortFailure.Throttled)
            {
                shedder.Drain();
            }
            else
            {
                notice(exception);
            }

            return new IssuanceOutcome.Failed(exception.Failure switch
            {
                PortFailure.Throttled => Problem.Throttled,
                PortFailure.Rejected => Problem.CsrRejected,
                _ => Problem.AuthorityUnavailable,
            });
        }
        catch (Exception exception)
        {
            // The last resort: whatever it was, the device gets an answer it can act on, and the log and the fault metric the cause.
            notice(exception);
            return new IssuanceOutcome.Failed(Problem.Internal);
        }
    }

    private static async Task LetGoAsync(LedgerRun run, Action<Exception> notice)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await run.ReleaseAsync(patience.Token);
        }
        catch (Exception exception) when (exception is PortException or HoldLostException or OperationCanceledException)
        {
            // The hold ends by itself; a retry then waits a little longer.
            notice(exception);
        }
    }
}
