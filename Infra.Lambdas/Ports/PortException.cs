namespace Infra.Lambdas.Ports;

/// <summary>What became of a call to a service that did not succeed.</summary>
internal enum PortFailure
{
    /// <summary>The service sheds load; later is better.</summary>
    Throttled,

    /// <summary>The service found the request itself wrong; the same request will fail again.</summary>
    Rejected,

    /// <summary>The service cannot be reached, does not work, or does not let us: nothing a device could do about it.</summary>
    Unavailable,
}

/// <summary>A service's failure, in the domain's words.</summary>
internal sealed class PortException(PortFailure failure, string operation, Exception inner)
    : Exception($"{operation} failed ({failure}): {inner.Message}", inner)
{
    public PortFailure Failure => failure;

    public string Operation => operation;
}
