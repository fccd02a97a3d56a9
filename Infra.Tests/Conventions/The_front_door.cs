using System.Text.RegularExpressions;
using Infra.Tests.Support;

namespace Infra.Tests.Conventions;

/// <summary>What a newcomer meets first must be there and must be true.</summary>
public sealed partial class The_front_door
{
    [Theory]
    [InlineData("Infra.Identity")]
    [InlineData("Infra.Pki")]
    [InlineData("Infra.Components")]
    [InlineData("Infra.Lambdas")]
    [InlineData("Infra.Devices")]
    [InlineData("Infra.Provider")]
    [InlineData("Infra.Tools")]
    [InlineData("Infra")]
    [InlineData("Infra.Local")]
    [InlineData("Infra.Benchmarks")]
    [InlineData("Infra.Tests")]
    public void has_a_readme_per_project_with_the_same_five_headings(string project)
    {
        var headings = File.ReadLines(Repository.PathOf(project, "README.md")).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]);
        string[] expected = ["What it is", "The smallest example", "What it creates", "Files", "How it is tested"];
        Assert.Equal(expected, headings.Where(expected.Contains));
    }

    [Fact]
    public void links_only_to_files_that_exist()
    {
        var broken =
            from page in Pages()
            from Match link in Link().Matches(File.ReadAllText(page))
            let target = link.Groups["target"].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
            select $"{Path.GetRelativePath(Repository.Root, page)} -> {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void names_only_commands_that_the_command_surface_has()
    {
        var known = CommandCase().Matches(Repository.Read("infra")).Select(match => match.Groups["name"].Value).Append("help").ToHashSet();
        Assert.NotEmpty(known);
        var named = from page in Pages() from Match use in CommandUse().Matches(File.ReadAllText(page)) select use.Groups["name"].Value;
        Assert.All(named.Distinct(), name => Assert.Contains(name, known));
    }

    // Unindented, as a README has no class around its example.
    [Fact]
    public void has_no_example_that_does_not_compile()
    {
        var compiled = string.Join("\n\n", Unindented(Repository.Read("Infra.Tests", "Conventions", "ReadmeExamples.cs")), Unindented(Repository.Read("Infra.Tests", "Components", "The_smallest_example.cs")));
        var examples = (from page in Pages() from Match example in Example().Matches(File.ReadAllText(page)) select (page, code: example.Groups["code"].Value)).ToArray();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.True(compiled.Contains(Unindented(example.code), StringComparison.Ordinal),
            $"the example of {Path.GetRelativePath(Repository.Root, example.page)} is not in ReadmeExamples.cs word for word"));
    }

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(page => !Regex.IsMatch(page, "/(node_modules|bin|obj|artifacts|local-run)/"));

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^  (?<name>[a-z]+)\) command_", RegexOptions.Multiline)]
    private static partial Regex CommandCase();

    [GeneratedRegex(@"`\./infra (?<name>[a-z]+)")]
    private static partial Regex CommandUse();
}
