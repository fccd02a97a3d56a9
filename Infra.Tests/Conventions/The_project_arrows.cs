using System.Xml.Linq;
using Infra.Tests.Support;

namespace Infra.Tests.Conventions;

/// <summary>The architecture as a test: who may reference whom, and who may know which outside package.</summary>
public sealed class The_project_arrows
{
    /// <summary>Each project with the projects it references: the whole picture, so that a new arrow is a change to this table.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Infra.Identity"] = [],
        ["Infra.Pki"] = ["Infra.Identity"],
        ["Infra.Components"] = ["Infra.Identity"],
        ["Infra.Lambdas"] = ["Infra.Identity"],
        ["Infra.Devices"] = ["Infra.Identity"],
        ["Infra.Provider"] = ["Infra.Pki"],
        ["Infra.Tools"] = ["Infra.Devices", "Infra.Pki"],
        ["Infra"] = ["Infra.Components"],
        ["Infra.Local"] = ["Infra", "Infra.Devices", "Infra.Pki", "Infra.Provider"],
        ["Infra.Benchmarks"] = ["Infra", "Infra.Tools"],
        ["Infra.Fuzzing"] = ["Infra.Lambdas"],
        ["Infra.Tests"] = ["Infra.Fuzzing", "Infra.Lambdas", "Infra.Local", "Infra.Tools"],
    };

    /// <summary>The floor of each project: a reference goes to a lower floor, never sideways or up.</summary>
    private static readonly Dictionary<string, int> Floors = new()
    {
        ["Infra.Identity"] = 0,
        ["Infra.Pki"] = 1, ["Infra.Components"] = 1, ["Infra.Lambdas"] = 1, ["Infra.Devices"] = 1,
        ["Infra.Provider"] = 2, ["Infra.Tools"] = 2, ["Infra"] = 2, ["Infra.Fuzzing"] = 2,
        ["Infra.Local"] = 3, ["Infra.Benchmarks"] = 3,
        ["Infra.Tests"] = 4,
    };

    /// <summary>Outside packages that only some projects may know.</summary>
    private static readonly Dictionary<string, string[]> Keepers = new()
    {
        ["Pulumi"] = ["Infra.Components", "Infra.Provider", "Infra", "Infra.Local", "Infra.Benchmarks"],
        ["Pulumi.Aws"] = ["Infra.Components", "Infra"],
        ["BouncyCastle.Cryptography"] = ["Infra.Pki"],
        ["MQTTnet"] = ["Infra.Devices", "Infra.Local"],
        ["MQTTnet.Server"] = ["Infra.Local"],
        ["AWSSDK.IoT"] = ["Infra.Lambdas", "Infra.Provider", "Infra.Tools", "Infra.Local"],
        ["AWSSDK.ACMPCA"] = ["Infra.Lambdas", "Infra.Provider", "Infra.Tools", "Infra.Local"],
        ["AWSSDK.DynamoDBv2"] = ["Infra.Lambdas", "Infra.Tools", "Infra.Local", "Infra.Benchmarks"],
    };

    public static TheoryData<string> Projects => [.. ProjectFiles().Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Fact]
    public void name_every_project_that_exists() =>
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), ProjectFiles().Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void are_exactly_those_of_the_project_files(string project) =>
        Assert.Equal(Arrows[project].Order(StringComparer.Ordinal), References(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void point_down_only(string project) =>
        Assert.All(Arrows[project], target => Assert.True(Floors[target] < Floors[project],
            $"{project} (floor {Floors[project]}) references {target} (floor {Floors[target]})"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void keep_outside_packages_where_they_belong(string project)
    {
        // The tests may use what they test.
        if (project == "Infra.Tests") { return; }
        Assert.All(References(project, "PackageReference").Where(Keepers.ContainsKey), package => Assert.Contains(project, Keepers[package]));
    }

    [Fact]
    public void never_mention_a_stand_in_outside_the_one_place_that_swaps()
    {
        // The tests hold the stand-ins themselves against their lists.
        var mentions = ProjectFiles().Where(file => !file.EndsWith("/Infra.Tests.csproj", StringComparison.Ordinal)).Where(file => File.ReadAllText(file).Contains("standins", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(mentions);
    }

    [Fact]
    public void keep_the_AWS_SDK_in_the_adapters_of_the_functions()
    {
        var outside = Directory.EnumerateFiles(Repository.PathOf("Infra.Lambdas"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/Adapters/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith("using Amazon.", StringComparison.Ordinal)
                && !line.StartsWith("using Amazon.Lambda.", StringComparison.Ordinal)));
        Assert.Empty(outside);
    }

    private static IEnumerable<string> ProjectFiles() =>
        Directory.EnumerateDirectories(Repository.Root, "Infra*").SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.PathOf(project, project + ".csproj")).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);
}
