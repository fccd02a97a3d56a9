namespace Infra.Tests.Local;

/// <summary>What runs on this machine, as Linux tells it in <c>/proc</c>.</summary>
internal static class RunningProcesses
{
    /// <summary>Ids of the processes whose command line, or current folder, names a path.</summary>
    /// <param name="fact"><c>cmdline</c> or <c>cwd</c>.</param>
    public static string[] Where(string fact, string path) => [.. Directory.GetDirectories("/proc").Where(process =>
    {
        try
        {
            var told = fact == "cwd" ? new FileInfo(Path.Combine(process, fact)).LinkTarget : File.ReadAllText(Path.Combine(process, fact));
            return told?.Contains(path, StringComparison.Ordinal) == true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended, or it is no process.
            return false;
        }
    }).Select(Path.GetFileName).OfType<string>()];
}
