using System.Diagnostics;

namespace Infra.Tests.Pki.Lies;

/// <summary>Judges that are programs.</summary>
internal static class Programs
{
    public static (bool Content, string Output) Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0, output + errors.Result);
    }
}
