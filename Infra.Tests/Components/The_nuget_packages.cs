using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Infra.Components;
using Infra.Identity;
using Infra.Tests.Support;

namespace Infra.Tests.Components;

/// <summary>The library as others get it: what <c>dotnet pack</c> makes of Infra.Components, and of Infra.Identity, which it depends on.</summary>
public sealed partial class The_nuget_packages(The_nuget_packages.Packed packed) : IClassFixture<The_nuget_packages.Packed>
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private static readonly string[] Packages = ["Infra.Components", "Infra.Identity"];

    public static TheoryData<string> Ids => [.. Packages];

    [Fact]
    public void depend_on_the_real_packages_at_the_pinned_versions_whatever_they_were_packed_with()
    {
        var pins = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(pin => pin.Attribute("Include")!.Value, pin => pin.Attribute("Version")!.Value);

        Assert.Equal(
            [("Infra.Identity", packed.VersionOf("Infra.Identity")), ("Pulumi", pins["Pulumi"]), ("Pulumi.Aws", pins["Pulumi.Aws"])],
            packed.DependenciesOf("Infra.Components").Order());
        Assert.Empty(packed.DependenciesOf("Infra.Identity"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void hold_one_library_its_documentation_and_the_readme(string id)
    {
        Assert.Equal([$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md"], packed.FilesOf(id).Order(StringComparer.Ordinal).Reverse().Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(Repository.Read(id, "README.md"), packed.Text(id, "README.md"));
        Assert.Equal("MIT", packed.Metadata(id, "license"));
        Assert.Equal("README.md", packed.Metadata(id, "readme"));
        Assert.True(packed.Metadata(id, "description").Length > 40);
    }

    [Theory]
    [InlineData(typeof(DeviceRegistry))]
    [InlineData(typeof(DeviceId))]
    public void document_each_public_type(Type one)
    {
        var id = one.Assembly.GetName().Name!;
        var documentation = packed.Text(id, $"lib/net10.0/{id}.xml");

        Assert.All(one.Assembly.GetExportedTypes().Where(type => !type.IsNested), type => Assert.Contains($"\"T:{type.FullName}\"", documentation, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void have_symbols_with_the_sources_in_them(string id)
    {
        using var symbols = MetadataReaderProvider.FromPortablePdbImage([.. packed.Symbols(id)]);
        var reader = symbols.GetMetadataReader();
        var documents = reader.Documents.Select(handle => (Handle: handle, Name: reader.GetString(reader.GetDocument(handle).Name))).ToArray();
        var embedded = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(info => reader.GetGuid(info.Kind) == EmbeddedSource).Select(info => info.Parent).ToHashSet();

        Assert.Contains(documents, document => document.Name.StartsWith($"/_/{id}/", StringComparison.Ordinal));
        Assert.All(documents, document => Assert.True(document.Name.StartsWith("/_/", StringComparison.Ordinal) && embedded.Contains(document.Handle), document.Name));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void name_no_folder_of_the_machine_that_packed_them(string id) =>
        Assert.All(packed.FilesOf(id), file => Assert.DoesNotContain(Repository.Root, Encoding.Latin1.GetString(packed.Bytes(id, file)), StringComparison.Ordinal));

    // A package page shows the README alone: a link to a file of the repository would lead nowhere.
    [Theory]
    [MemberData(nameof(Ids))]
    public void have_a_readme_that_stands_alone(string id) => Assert.Empty(RelativeLink().Matches(packed.Text(id, "README.md")));

    [GeneratedRegex(@"\]\((?!https://)[^)]+\)")]
    private static partial Regex RelativeLink();

    /// <summary>Both packages, packed once from what the tests were built with.</summary>
    public sealed class Packed : IAsyncLifetime
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("packages-");
        private readonly Dictionary<string, ImmutableDictionary<string, byte[]>> contents = [];

        public async Task InitializeAsync()
        {
            foreach (var id in Packages)
            {
                await PackAsync(id);
                contents[id] = Read(Assert.Single(folder.GetFiles($"{id}.*.nupkg")));
                contents[$"{id} symbols"] = Read(Assert.Single(folder.GetFiles($"{id}.*.snupkg")));
            }
        }

        public Task DisposeAsync()
        {
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        }

        public string VersionOf(string id) => Metadata(id, "version");

        public string Metadata(string id, string element) => Elements(id, element).First().Value;

        public IEnumerable<(string Id, string Version)> DependenciesOf(string id) =>
            Elements(id, "dependency").Select(dependency => (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value));

        /// <summary>What NuGet itself adds left out.</summary>
        public IEnumerable<string> FilesOf(string id) => contents[id].Keys
            .Where(file => !file.EndsWith(".nuspec", StringComparison.Ordinal) && !file.StartsWith("_rels/", StringComparison.Ordinal) && !file.StartsWith("package/", StringComparison.Ordinal) && file != "[Content_Types].xml");

        public string Text(string id, string file) => Encoding.UTF8.GetString(Bytes(id, file)).TrimStart('\uFEFF');

        public byte[] Bytes(string id, string file) => contents[id][file];

        public byte[] Symbols(string id) => contents[$"{id} symbols"][$"lib/net10.0/{id}.pdb"];

        // By local name: a manifest's namespace depends on what it says.
        private IEnumerable<XElement> Elements(string id, string name) =>
            XDocument.Parse(Text(id, $"{id}.nuspec")).Descendants().Where(element => element.Name.LocalName == name);

        private async Task PackAsync(string id)
        {
            // bin/Release/net10.0: what the tests reference was built in the same configuration.
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var arguments = new[] { "pack", Repository.PathOf(id, $"{id}.csproj"), "-c", configuration, "--no-build", "-o", folder.FullName, "--nologo", "-v", "quiet", "-nodeReuse:false" };
            using var pack = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (pack.StandardOutput.ReadToEndAsync(), pack.StandardError.ReadToEndAsync());
            await pack.WaitForExitAsync();
            Assert.True(pack.ExitCode == 0, await output + await errors);
        }

        private static ImmutableDictionary<string, byte[]> Read(FileInfo package)
        {
            using var archive = ZipFile.OpenRead(package.FullName);
            return archive.Entries.ToImmutableDictionary(entry => entry.FullName, entry =>
            {
                using var content = entry.Open();
                var bytes = new MemoryStream();
                content.CopyTo(bytes);
                return bytes.ToArray();
            });
        }
    }
}
