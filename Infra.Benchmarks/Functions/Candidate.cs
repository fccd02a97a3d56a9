namespace Infra.Benchmarks.Functions;

/// <summary>Something that speaks the Lambda Runtime API and answers the authorizer's event.</summary>
/// <param name="Name">How the table calls it.</param>
/// <param name="Command">A shell command; the program it ends in is what is measured.</param>
internal sealed record Candidate(string Name, string Command);
