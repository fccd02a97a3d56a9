using System.IO.Compression;
using Infra.Identity.Contracts;
using Infra.Tests.Pki;

namespace Infra.Tests.Program;

[Collection("pulumi")]
public sealed class A_zip_of_functions : IDisposable
{
    private const int Executable = 0b111_101_101 << 16;
    private const int Readable = 0b110_100_100 << 16;

    private static readonly (string, string)[] Least = [("aws:region", "us-east-1"), ("sku", "widgiot")];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task is_taken_in_the_form_that_its_runtime_starts()
    {
        var native = Zip(("bootstrap", Executable));
        var managed = Zip(("bootstrap.dll", Readable), ("bootstrap.runtimeconfig.json", Readable), ("Infra.Identity.dll", Readable));

        Assert.Equal(FunctionRuntimes.CustomAl2023, (await Configured.Settings([.. Least, ("functionsPath", native)])).FunctionsRuntime);
        Assert.Equal(FunctionRuntimes.Dotnet10, (await Configured.Settings([.. Least, ("functionsPath", managed), ("functionsRuntime", "dotnet10")])).FunctionsRuntime);
    }

    [Fact]
    public async Task of_the_other_runtime_is_refused_at_preview_and_not_by_the_first_request()
    {
        Assert.Contains("has no bootstrap.dll, no bootstrap.runtimeconfig.json at its root, which runtime dotnet10 starts; make it with ./infra package --runtime dotnet10",
            await Fault(Zip(("bootstrap", Executable)), "dotnet10"), StringComparison.Ordinal);
        Assert.Contains("has no file bootstrap at its root, which runtime provided.al2023 starts; make it with ./infra package",
            await Fault(Zip(("bootstrap.dll", Readable), ("bootstrap.runtimeconfig.json", Readable)), "provided.al2023"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task whose_executable_lost_its_bit_is_refused()
    {
        // What Pulumi makes of a folder (pulumi/pulumi#3593), and what most zip libraries make of a file.
        Assert.Contains("has a bootstrap that is not executable", await Fault(Zip(("bootstrap", Readable)), "provided.al2023"), StringComparison.Ordinal);
        Assert.Contains("has a bootstrap that is not executable", await Fault(Zip(("bootstrap", 0)), "provided.al2023"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task that_is_none_is_refused() =>
        Assert.Contains("cannot be read as a zip", await Fault(folder.Write("text.zip", "no zip"), "provided.al2023"), StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private static async Task<string> Fault(string zip, string runtime)
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, ("functionsPath", zip), ("functionsRuntime", runtime)]));
        Assert.Equal(("device-provisioning:functionsPath", "setting-malformed"), (fault.Key, fault.Code));
        return fault.Message;
    }

    private string Zip(params (string Name, int Attributes)[] files)
    {
        var path = Path.Combine(folder.Path, $"{Guid.NewGuid():N}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, attributes) in files) { zip.CreateEntry(name).ExternalAttributes = attributes; }
        return path;
    }
}
