namespace Infra.Provider.Ports;

/// <summary>A call that may succeed when made again: throttled, answered with a 5xx, or not answered at all.</summary>
/// <param name="message">What the service said.</param>
/// <param name="mayHaveTakenEffect">True unless the service refused before it did anything: after a lost reply nobody knows.</param>
/// <param name="cause">The SDK's exception.</param>
public sealed class TransientFaultException(string message, bool mayHaveTakenEffect, Exception? cause = null) : Exception(message, cause)
{
    public bool MayHaveTakenEffect { get; } = mayHaveTakenEffect;
}
