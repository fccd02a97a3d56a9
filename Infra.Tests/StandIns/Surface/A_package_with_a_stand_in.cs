using Infra.StandIns;
using Infra.StandIns.Surface;

namespace Infra.Tests.StandIns.Surface;

/// <summary>
/// Each stand-in's api.txt is the used part of the real package's public surface. These tests run with the stand-ins and with the real
/// packages alike: what is built against one is there in the other.
/// </summary>
public sealed class A_package_with_a_stand_in
{
    public static TheoryData<string> Packages => [.. StandInPackages.All.Where(package => package != Command.HandsOnTypes)];

    public static TheoryData<string> GeneratedPackages => [.. StandInPackages.Generated];

    [Theory]
    [MemberData(nameof(Packages))]
    public void has_what_its_list_says(string package)
    {
        using var folder = new AssemblyFolder(AppContext.BaseDirectory);
        var assembly = folder.Load(package);
        var list = StandInPackages.ListOf(package);
        Assert.NotEmpty(list);
        if (Command.IsOurs(assembly))
        {
            var surface = PublicSurface.Of(assembly);
            Assert.Empty(Comparison.Beyond(surface, list));
            Assert.Empty(Comparison.Beyond(list, surface));
        }
        else if (StandInPackages.IsGenerated(package))
        {
            // These lists were derived from AWS's and Pulumi's schemas and may differ from the assembly in members that nobody here uses.
            var matcher = new ReferenceMatcher(list);
            Assert.DoesNotContain(StandInPackages.ReferencesTo(package), reference => matcher.Find(reference with { Parameters = null }) is null);
        }
        else
        {
            Assert.Empty(Comparison.Beyond(list, PublicSurface.Of(assembly)));
        }
    }

    [Fact]
    public void that_hands_on_types_is_used_within_its_list_only()
    {
        using var folder = new AssemblyFolder(AppContext.BaseDirectory);
        var assembly = folder.Load(Command.HandsOnTypes);
        var list = StandInPackages.ListOf(Command.HandsOnTypes);
        Assert.NotEmpty(list);
        if (Command.IsOurs(assembly))
        {
            var matcher = new ReferenceMatcher(list);
            var references = StandInPackages.ReferencesTo(Command.HandedOnAssemblies);
            Assert.NotEmpty(references);
            Assert.DoesNotContain(references, reference => matcher.Find(reference) is null);
        }
        else
        {
            Assert.Empty(Comparison.Beyond(list, PublicSurface.Of(assembly)));
        }
    }

    [Theory]
    [MemberData(nameof(GeneratedPackages))]
    public void that_is_generated_has_the_files_that_its_lists_give(string package)
    {
        var expected = GeneratedFolder.Expected(StandInPackages.Folder(package));
        var generated = Path.Combine(StandInPackages.Folder(package), "Generated");

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(generated).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        foreach (var (name, text) in expected)
        {
            Assert.True(text == File.ReadAllText(Path.Combine(generated, name)), $"{name} differs; run dotnet run --project tools/StandIns -- generate standins/{package}");
        }
    }
}
