using Amazon.Lambda.APIGatewayEvents;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.Issuing;

/// <summary>What the issuers behind the API share: the request, the answer, the log.</summary>
internal sealed class IssuerHandler(Issuance issuance, string iotEndpoint, FunctionLog log, TimeProvider time)
    : IHandler<APIGatewayProxyRequest, APIGatewayProxyResponse>
{
    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, Invocation invocation)
    {
        var started = time.GetTimestamp();
        var csr = AuthorizedCsr.Read(request, out var problem);
        Exception? fault = null;
        var outcome = csr is null
            ? new IssuanceOutcome.Failed(problem!)
            : await issuance.RunAsync(csr, invocation, noticed => fault = noticed);
        log.Write(new LogEntry(invocation.RequestId, outcome.Code, time.GetElapsedTime(started))
        {
            Device = csr?.Device,
            CsrSha256 = csr?.Sha256,
            Fault = fault,
        });
        return IssuerAnswer.Of(outcome, request, csr?.Device, iotEndpoint, invocation.RequestId);
    }
}
