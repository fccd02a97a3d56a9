namespace Infra.Local.Aws;

/// <summary>Something that goes wrong on demand.</summary>
internal abstract record Fault
{
    private Fault() { }

    /// <summary>The call is refused as over the limit, without having any effect.</summary>
    internal sealed record Throttle : Fault;

    /// <summary>The call is answered later.</summary>
    internal sealed record Latency(TimeSpan By) : Fault;

    /// <summary>The call fails inside the service, without having any effect.</summary>
    internal sealed record Error(int Status, string Code) : Fault;

    /// <summary>The call has its effect, and the connection breaks before the answer: the case that idempotency tokens are for.</summary>
    internal sealed record LostReply : Fault;
}

/// <summary>Where a fault strikes.</summary>
/// <param name="Service">Signing name, e.g. <c>acm-pca</c>.</param>
/// <param name="Operation">One operation, or null for all of the service. REST services have <c>METHOD /path</c> prefixes for operations.</param>
/// <param name="Fault">What happens.</param>
/// <param name="Times">How often; null for always.</param>
internal sealed record FaultRule(string Service, string? Operation, Fault Fault, int? Times = null);
