using Infra.Local.Iam;

namespace Infra.Local.Functions;

/// <summary>How the cloud's services call functions.</summary>
internal interface IFunctionInvoker
{
    /// <summary>
    /// Invokes on behalf of a service. Null when the function does not exist or its resource policy does not let this service
    /// invoke it for this source (<c>aws:SourceArn</c>, <c>aws:SourceAccount</c>): to the service the two are alike.
    /// </summary>
    Task<FunctionResult?> InvokeAsync(
        string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
