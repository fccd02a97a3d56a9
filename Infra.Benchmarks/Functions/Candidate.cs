namespace Infra.Benchmarks.Functions;

/// <summary>Something that speaks the Lambda Runtime API and answers the authorizer's event.</summary>
/// <param name="Name">How the table calls it.</param>
/// <param name="Program">What is started.</param>
/// <param name="Arguments">With what.</param>
internal sealed record Candidate(string Name, string Program, params string[] Arguments)
{
    /// <summary>A shell command; the program it ends in is what is measured: exec makes it the shell's own process.</summary>
    public static Candidate Shell(string name, string command) => new(name, "/bin/sh", "-c", $"exec {command}");
}
