using Infra.Tests.Support;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;
using Infra.Tools.Devices.Tables;

namespace Infra.Tests.Conventions;

/// <summary>Reading a manifest knows nothing of importing it, nor the table of either: an import is where the two meet.</summary>
public sealed class The_folders_of_the_device_table
{
    private static readonly string _manifests = typeof(IManifest).Namespace!;
    private static readonly string _tables = typeof(IDeviceTable).Namespace!;
    private static readonly string _importing = typeof(DeviceImport).Namespace!;

    [Fact]
    public void point_one_way()
    {
        Assert.Empty(Uses(_manifests, _importing, _tables));
        Assert.Empty(Uses(_tables, _importing, _manifests));
        Assert.NotEmpty(Uses(_importing, _manifests));
    }

    /// <summary>Sources, not assemblies: a call inside a method is an arrow too.</summary>
    private static IEnumerable<string> Uses(string folder, params string[] to) =>
        from path in Directory.EnumerateFiles(Repository.PathOf("Infra.Tools", "Devices", folder.Split('.')[^1]), "*.cs")
        from space in to
        where File.ReadAllText(path).Contains($"using {space};", StringComparison.Ordinal)
        select $"{Path.GetFileName(path)} uses {space}";
}
