namespace Infra.Local.Proof;

/// <summary>Something that must work under the deployed policies.</summary>
/// <param name="Name">What happens, in words.</param>
/// <param name="RunAsync">Lets it happen; throws <see cref="ScenarioFailedException"/> when it does not.</param>
internal sealed record Scenario(string Name, Func<AccessWatch, CancellationToken, Task> RunAsync);

/// <summary>A scenario did not come to its good end; the message says what went wrong instead.</summary>
internal sealed class ScenarioFailedException(string message) : Exception(message);
