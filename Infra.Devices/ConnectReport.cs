using System.Collections.Immutable;

namespace Infra.Devices;

/// <summary>How a device fared at the gateway.</summary>
/// <param name="Connected">Whether it is in.</param>
/// <param name="Attempts">Every attempt, in order.</param>
public sealed record ConnectReport(bool Connected, ImmutableArray<ConnectAttempt> Attempts);

/// <summary>One attempt.</summary>
/// <param name="Took">From opening the connection to the outcome.</param>
/// <param name="Failure">What went wrong; null for success.</param>
public sealed record ConnectAttempt(TimeSpan Took, string? Failure);
