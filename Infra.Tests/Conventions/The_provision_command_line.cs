using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using Infra.Tests.Support;
using Infra.Tools;
using Infra.Tools.Aws;

namespace Infra.Tests.Conventions;

/// <summary>Every command of <c>provision</c> behaves alike, is described, and is what the pages say.</summary>
public sealed partial class The_provision_command_line
{
    private const string Prefix = "./infra provision ";

    private static readonly RootCommand _root = ProvisionTool.Create(new ToolConsole(TextReader.Null, TextWriter.Null, TextWriter.Null), TimeProvider.System, AwsClients.FromEnvironment);

    /// <summary>The commands that change or remove what no file of ours holds, so that it could not be brought back.</summary>
    private static readonly string[] _cannotBeUndone = ["key clean-up", "key board", "ca deregister"];

    [Fact]
    public void describes_every_command_option_and_argument()
    {
        var silent =
            from command in All(_root, [])
            from symbol in (Symbol[])[command.Command, .. command.Command.Options, .. command.Command.Arguments]
            where symbol is not (System.CommandLine.Help.HelpOption or VersionOption)
            where symbol.Description is not { Length: > 10 } text || !(char.IsUpper(text[0]) || char.IsAsciiLetterLower(text[0])) || text[^1] != '.'
            select $"{command.Path} {symbol.Name}: '{symbol.Description}'";
        Assert.Empty(silent);
    }

    [Fact]
    public void names_options_alike()
    {
        var odd = from leaf in Leaves() from option in leaf.Command.Options where !OptionName().IsMatch(option.Name) select $"{leaf.Path} {option.Name}";
        Assert.Empty(odd);
        // One name, one kind of value.
        var kinds = from leaf in Leaves() from option in leaf.Command.Options group Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType by option.Name;
        string[] several = ["--algorithm", "--format", "--issuer", "--profile"];
        Assert.All(kinds.Where(kind => !several.Contains(kind.Key)), kind => Assert.Single(kind.Distinct()));
    }

    [Fact]
    public void speaks_JSON_everywhere() => Assert.Empty(from leaf in Leaves() where leaf.Command.Options.All(option => option.Name != "--json") select leaf.Path);

    [Fact]
    public void replaces_and_removes_only_by_force()
    {
        var writes = from leaf in Leaves() where leaf.Command.Options.Any(option => option.Name is "--out") select leaf.Path;
        // An authority is never replaced, by force neither: what it signed would be nobody's.
        var free = from leaf in Leaves() where leaf.Path != "pki init" where (writes.Contains(leaf.Path) || _cannotBeUndone.Contains(leaf.Path)) && leaf.Command.Options.All(option => option.Name != "--force") select leaf.Path;
        Assert.Empty(free);
    }

    [Fact]
    public void takes_no_secret_as_a_word_of_the_command_line()
    {
        // Every user of the machine can list the words of a running command.
        var open = from leaf in Leaves() from option in leaf.Command.Options where SecretName().IsMatch(option.Name) select $"{leaf.Path} {option.Name}";
        Assert.Empty(open);
    }

    [Fact]
    public void has_help_for_every_command()
    {
        foreach (var leaf in All(_root, []))
        {
            using var output = new StringWriter();
            Assert.Equal(0, _root.Parse([.. leaf.Path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Invoke(new InvocationConfiguration { Output = output }));
            Assert.Contains(leaf.Command.Description!.Split(' ')[0], output.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void tells_each_exit_code_in_help_and_readme()
    {
        var codes = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!).Order();
        Assert.Equal(codes, ExitCodes.Meanings.Keys);
        Assert.Equal(ExitCodes.Meanings.Select(code => (code.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), code.Value)),
            ExitCodeRow().Matches(Repository.Read("Infra.Tools/README.md")).Select(row => (row.Groups["code"].Value, row.Groups["meaning"].Value)));
    }

    [Fact]
    public void is_in_the_readme_command_by_command()
    {
        Assert.Equal(Leaves().Select(leaf => leaf.Path).Order(StringComparer.Ordinal), Listed().Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void understands_every_example_of_the_pages()
    {
        var examples = Examples().ToList();
        Assert.True(examples.Count > 30, $"{examples.Count} examples");
        Assert.Empty(from example in examples let errors = _root.Parse(Words(example.Line)).Errors where errors.Count > 0 select $"{example.Page}: {example.Line}: {errors[0].Message}");
        Assert.DoesNotContain(Leaves(), leaf => !examples.Any(example => example.Line.StartsWith(leaf.Path, StringComparison.Ordinal)));
    }

    /// <summary>The commands of the table: a row's first cell names one in full, and others of its family by their last word.</summary>
    private static IEnumerable<string> Listed() =>
        from row in CommandRow().Matches(Repository.Read("Infra.Tools/README.md"))
        let names = Code().Matches(row.Groups["names"].Value).Select(code => code.Groups["text"].Value).ToList()
        from name in names
        let words = string.Join(' ', name.Split(' ').TakeWhile(word => word.All(letter => char.IsAsciiLetterLower(letter) || letter == '-')))
        select words.Contains(' ', StringComparison.Ordinal) || Leaves().Any(leaf => leaf.Path == words) ? words : $"{names[0].Split(' ')[0]} {words}";

    private static IEnumerable<(string Page, string Line)> Examples() =>
        from page in Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
        where !Regex.IsMatch(page, "/(node_modules|bin|obj|artifacts|local-run)/")
        from line in File.ReadAllText(page).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        where line.TrimStart().StartsWith(Prefix, StringComparison.Ordinal)
        select (Path.GetRelativePath(Repository.Root, page), line.TrimStart()[Prefix.Length..]);

    /// <summary>As a shell cuts them; a comment ends the line, and so does what the output goes to.</summary>
    private static string[] Words(string line) =>
        [.. ShellWord().Matches(line).Select(word => word.Value).TakeWhile(word => word[0] is not ('#' or '|' or '>' or '&' or ';')).Select(word => word.Trim('\'', '"'))];

    private static IEnumerable<(string Path, Command Command)> Leaves() => All(_root, []).Where(command => command.Command.Subcommands.Count == 0);

    private static IEnumerable<(string Path, Command Command)> All(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => All(child, [.. path, child.Name])).Prepend((string.Join(' ', path), command));

    [GeneratedRegex("^--[a-z]+(-[a-z]+)*$")]
    private static partial Regex OptionName();

    [GeneratedRegex("(passphrase|password|secret|token)$")]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^\| (?<code>\d+) \| (?<meaning>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(@"^\| (?<names>`[a-z][^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex CommandRow();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("""'[^']*'|"[^"]*"|[^\s'"]+""")]
    private static partial Regex ShellWord();
}
