using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity.Contracts;
using Infra.Identity.Requests;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.Authorizer;

/// <summary>
/// The REQUEST authorizer of the provisioning API. It fails closed: a refusal is one Deny for all reasons, and if the registry does not
/// answer the invocation fails, which API Gateway turns into 500 and never into access.
/// </summary>
internal sealed class AuthorizerHandler(IDeviceRegistry devices, FreshnessRule freshness, FunctionLog log, TimeProvider time)
    : IHandler<RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse>
{
    public async Task<APIGatewayCustomAuthorizerResponse> HandleAsync(RequestAuthorizerEvent @event, Invocation invocation)
    {
        var started = time.GetTimestamp();
        try
        {
            var decision = await DecideAsync(@event, invocation);
            log.Write(EntryOf(decision, invocation, time.GetElapsedTime(started)));
            return AuthorizerAnswer.Of(decision, @event.MethodArn);
        }
        catch (Exception fault)
        {
            log.Write(new LogEntry(invocation.RequestId, OtherOutcomes.Fault, time.GetElapsedTime(started)) { Fault = fault });
            throw;
        }
    }

    private async Task<Decision> DecideAsync(RequestAuthorizerEvent @event, Invocation invocation)
    {
        var header = SingleHeader.Find(HeaderNames.DeviceCsr, @event.Headers, @event.MultiValueHeaders, out var repeated);
        if (repeated)
        {
            return new Decision.Deny(DenyReasons.HeaderRepeated);
        }

        switch (CsrVerifier.VerifyHeader(header))
        {
            case CsrVerdict.Accepted csr when freshness.Check(csr.ChallengePassword, time.GetUtcNow()) is { } stale:
                return new Decision.Deny(stale.Code, csr);

            case CsrVerdict.Accepted csr:
                using (var patience = new CancellationTokenSource(invocation.TimeToWork(time), time))
                {
                    var record = await devices.FindAsync(csr.Device, patience.Token);
                    return RecordCheck.FaultOf(record, csr.Key.Sha256) is { } fault ? new Decision.Deny(fault, csr) : new Decision.Allow(csr);
                }

            case CsrVerdict.Refused refused:
                return new Decision.Deny(refused.Reason.Code);

            case var other:
                throw new InvalidOperationException($"unknown verdict {other}");
        }
    }

    private static LogEntry EntryOf(Decision decision, Invocation invocation, TimeSpan duration)
    {
        var (outcome, csr) = decision switch
        {
            Decision.Allow allow => (FunctionOutcomes.Allowed, allow.Csr),
            Decision.Deny deny => (deny.Reason, deny.Csr),
            _ => throw new InvalidOperationException($"unknown decision {decision}"),
        };
        return new LogEntry(invocation.RequestId, outcome, duration) { Device = csr?.Device, CsrSha256 = csr?.Sha256 };
    }
}
