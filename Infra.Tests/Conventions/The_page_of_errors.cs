using System.Text.RegularExpressions;
using Infra.Tests.Support;

namespace Infra.Tests.Conventions;

/// <summary>docs/errors.md explains each stable code, and no other.</summary>
public sealed partial class The_page_of_errors
{
    private static readonly string Page = Repository.Read("docs", "errors.md");

    public static TheoryData<string> Sections => [.. StableCodes.BySection.Keys];

    [Theory]
    [MemberData(nameof(Sections))]
    public void explains_every_code_that_the_code_declares_and_no_other(string section)
    {
        var declared = StableCodes.BySection[section];
        var explained = RowsOf(section).Select(row => row.Groups["code"].Value).ToArray();

        Assert.NotEmpty(declared);
        Assert.Equal(explained.Distinct(), explained);
        Assert.True(declared.SetEquals(explained),
            $"docs/errors.md, '## {section}': without row {string.Join(", ", declared.Except(explained).DefaultIfEmpty("none"))}; declared nowhere "
            + $"{string.Join(", ", explained.Except(declared).DefaultIfEmpty("none"))}; a row is | `code` | what it means | what to do next |");
    }

    [Fact]
    public void says_of_each_what_it_means_and_what_to_do_next() =>
        Assert.All(StableCodes.BySection.Keys.SelectMany(RowsOf), row =>
        {
            Assert.False(string.IsNullOrWhiteSpace(row.Groups["meaning"].Value), row.Value);
            Assert.False(string.IsNullOrWhiteSpace(row.Groups["next"].Value), row.Value);
        });

    [Fact]
    public void has_no_section_beside_those_that_are_held_to_the_code() =>
        Assert.Equal(StableCodes.BySection.Keys.Order(StringComparer.Ordinal), Heading().Matches(Page).Select(heading => heading.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void has_codes_for_all_that_components_throw()
    {
        var thrown = Directory.EnumerateFiles(Repository.PathOf("Infra.Components"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Regex.IsMatch(path, "/(bin|obj)/"))
            .SelectMany(path => Thrown().Matches(File.ReadAllText(path)).Select(match => (File: Path.GetFileName(path), Type: match.Groups["type"].Value, Code: match.Groups["code"].Value)))
            .ToList();

        // A JSON converter that only writes says so in the framework's way.
        Assert.All(thrown.Where(one => one.Type != "NotSupportedException"), one => Assert.True(one.Type == "ComponentException", $"{one.File} throws {one.Type}, which has no code"));
        Assert.Equal(
            typeof(Infra.Components.ComponentCodes).GetFields().Select(field => field.Name).Order(StringComparer.Ordinal),
            thrown.Where(one => one.Code.Length > 0).Select(one => one.Code).Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Match> RowsOf(string section)
    {
        var start = Page.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/errors.md has no section '## {section}'");
        var end = Page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Row().Matches(Page[start..(end < 0 ? Page.Length : end)]);
    }

    [GeneratedRegex(@"^\| `(?<code>[a-z0-9_-]+)` \| (?<meaning>[^|]*) \| (?<next>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^## (?<name>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"throw new (?<type>\w+)\((ComponentCodes\.(?<code>\w+))?")]
    private static partial Regex Thrown();
}
