using Infra.Local.Iam;

namespace Infra.Local.Functions;

/// <summary>How the cloud's services hand events to functions without waiting for an answer.</summary>
internal interface IEventInvoker
{
    /// <summary>Hands over an event on behalf of a service.</summary>
    /// <returns>Null once Lambda has the event, whatever becomes of it; otherwise why it does not take it.</returns>
    Task<string?> HandOverAsync(
        string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
