using Infra.Local.Cli;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Review;

[Collection("pulumi")]
public sealed class A_policy_review : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("policy-review-");
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Fact]
    public async Task finds_the_committed_files_as_the_program_renders_them()
    {
        var exitCode = await PoliciesCommand.RunAsync(Repository.Root, check: true, output, errors);

        Assert.True(exitCode == 0, errors.ToString());
    }

    [Fact]
    public async Task names_each_file_that_differs_is_missing_or_is_rendered_by_nothing_and_then_mends_it()
    {
        Assert.Equal(0, await PoliciesCommand.RunAsync(folder.FullName, check: false, output, errors));
        Assert.Empty((await PolicyReview.RenderAsync(folder.FullName)).Drift());
        File.AppendAllText(PathOf("policies/dev/authorizer.json"), " ");
        File.Delete(PathOf("policies/prototyping/iot-device.json"));
        File.WriteAllText(PathOf("policies/dev/somebody.json"), "{}");
        File.WriteAllText(PathOf("docs/policies.md"), "");

        Assert.Equal(1, await PoliciesCommand.RunAsync(folder.FullName, check: true, output, errors));
        string[] drifted = ["docs/policies.md", "policies/dev/authorizer.json", "policies/dev/somebody.json", "policies/prototyping/iot-device.json"];
        Assert.All(drifted, path => Assert.Contains($"{path} is not what the program renders", errors.ToString(), StringComparison.Ordinal));

        Assert.Equal(drifted, (await PolicyReview.RenderAsync(folder.FullName)).Write());
        Assert.False(File.Exists(PathOf("policies/dev/somebody.json")));
        Assert.Equal(0, await PoliciesCommand.RunAsync(folder.FullName, check: true, output, errors));
    }

    [Fact]
    public void gives_every_wildcard_its_reason_and_every_statement_its_callers()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs/policies.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToArray();

        // A device policy's own topics, in numbered statements, end with * by their nature.
        var wild = rows.Where(row => row.Split(" | ") is [['|', ' ', not (>= '0' and <= '9'), ..], _, var resources, _] && resources.Contains('*')).ToArray();
        Assert.True(wild.Length > 10);
        Assert.All(wild, row => Assert.Contains("`*` because ", row, StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("| TakeBackFailedRegistrations", StringComparison.Ordinal) && row.Contains("`issuer-iot-core`, when a step failed and is taken back", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("| ReadDeviceRecords", StringComparison.Ordinal) && row.Contains("`authorizer`, on every request", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.EndsWith("|  |", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        output.Dispose();
        errors.Dispose();
    }

    private string PathOf(string path) => Path.Combine(folder.FullName, path);
}
