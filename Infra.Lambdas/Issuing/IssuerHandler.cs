using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity.Requests;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.Issuing;

/// <summary>What all issuers share: the request, the ledger, the answer, the log.</summary>
internal sealed class IssuerHandler(IIssuer issuer, IIssuanceLedger ledger, string iotEndpoint, FunctionLog log, TimeProvider time)
    : IHandler<APIGatewayProxyRequest, APIGatewayProxyResponse>
{
    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, Invocation invocation)
    {
        var started = time.GetTimestamp();
        var csr = AuthorizedCsr.Read(request, out var problem);
        Exception? fault = null;
        var outcome = csr is null
            ? new IssuanceOutcome.Failed(problem!)
            : await IssueAsync(csr, invocation, noticed => fault = noticed);
        log.Write(new LogEntry(invocation.RequestId, CodeOf(outcome), time.GetElapsedTime(started))
        {
            Device = csr?.Device,
            CsrSha256 = csr?.Sha256,
            Fault = fault,
        });
        return IssuerAnswer.Of(outcome, request, csr?.Device, iotEndpoint, invocation.RequestId);
    }

    private async Task<IssuanceOutcome> IssueAsync(CsrVerdict.Accepted csr, Invocation invocation, Action<Exception> notice)
    {
        using var patience = new CancellationTokenSource(invocation.TimeToWork(time), time);
        try
        {
            var run = await LedgerRun.OpenAsync(ledger, csr, invocation, time, patience.Token);
            if (run is null)
            {
                return new IssuanceOutcome.Pending();
            }

            try
            {
                return await issuer.IssueAsync(csr, run, patience.Token);
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
            if (exception.Failure is not PortFailure.Throttled)
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

    private static string CodeOf(IssuanceOutcome outcome) => outcome switch
    {
        IssuanceOutcome.Issued => "issued",
        IssuanceOutcome.Pending => "pending",
        IssuanceOutcome.Failed failed => failed.Problem.Code,
        _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
    };
}
