using System.IO.Compression;
using Infra.Identity.Contracts;

namespace Infra;

/// <summary>
/// Whether a zip of functions is one that the runtime can start. Lambda takes any zip, and only fails the first request.
/// </summary>
internal static class FunctionsZip
{
    private const int OwnerMayExecute = 0b001_000_000;

    /// <summary>The command that makes one.</summary>
    public static string CommandFor(string runtime) => runtime == FunctionRuntimes.Dotnet10 ? "./infra package --runtime dotnet10" : "./infra package";

    /// <summary>What is wrong with it, or null.</summary>
    public static string? FaultOf(string path, string runtime)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return runtime == FunctionRuntimes.Dotnet10 ? FaultOfAssemblies(zip) : FaultOfExecutable(zip);
        }
        catch (InvalidDataException) { return "cannot be read as a zip"; }
    }

    private static string? FaultOfAssemblies(ZipArchive zip)
    {
        string[] needed = [$"{FunctionRuntimes.Assembly}.dll", $"{FunctionRuntimes.Assembly}.runtimeconfig.json"];
        var missing = needed.Where(name => zip.GetEntry(name) is null).ToArray();
        return missing.Length == 0 ? null : $"has no {string.Join(", no ", missing)} at its root, which runtime {FunctionRuntimes.Dotnet10} starts";
    }

    private static string? FaultOfExecutable(ZipArchive zip) => zip.GetEntry("bootstrap") switch
    {
        null => $"has no file bootstrap at its root, which runtime {FunctionRuntimes.CustomAl2023} starts",
        // The upper half holds the Unix mode.
        var entry when ((entry.ExternalAttributes >> 16) & OwnerMayExecute) == 0 => "has a bootstrap that is not executable",
        _ => null,
    };
}
