namespace Infra.Provider.Ports;

/// <summary>A call that AWS answered with no, and will again: not authorized, not valid, not found. It changed nothing.</summary>
/// <param name="message">What the service said, with its error code.</param>
/// <param name="cause">The SDK's exception.</param>
public sealed class AwsRefusalException(string message, Exception? cause = null) : Exception(message, cause);
