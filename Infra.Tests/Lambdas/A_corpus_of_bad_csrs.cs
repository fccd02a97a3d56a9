using System.Reflection;
using Infra.Identity.Requests;
using Infra.Lambdas.Authorizer;
using Infra.Lambdas.Hosting;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>testdata/csrs: each file is a header, its name begins with the reason for which it must be refused.</summary>
public sealed class A_corpus_of_bad_csrs
{
    private const string MethodArn = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/POST/new";

    private readonly MemoryDeviceRegistry _devices = new();
    private readonly TestClock _clock = new();
    private readonly LogReader _log = new("authorizer", new MemoryStream());

    // Whatever gets past the rules would find its device and its key.
    public A_corpus_of_bad_csrs() => _devices.Put("SN-0001", new(Records.Of(TestKey.P256), "ready"));

    public static TheoryData<string> Files => [.. FileNames];

    internal static string[] FileNames =>
        [.. Directory.GetFiles(Folder, "*.header*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(
        typeof(A_corpus_of_bad_csrs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepoRoot").Value!,
        "Infra.Tests",
        "testdata",
        "csrs");

    /// <summary>What a file sends: one header, or as many as it has lines.</summary>
    internal static string[] HeadersIn(string file)
    {
        var content = File.ReadAllText(Path.Combine(Folder, file));
        return file.EndsWith(".headers", StringComparison.Ordinal) ? content.Split('\n') : [content];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task is_refused_file_by_file_for_the_reason_in_the_name(string file)
    {
        var handler = new AuthorizerHandler(_devices, FreshnessRule.NotRequired, _log.Log(_clock), _clock);

        var answer = await handler.HandleAsync(
            new() { MethodArn = MethodArn, MultiValueHeaders = new Dictionary<string, IList<string>> { ["device-csr"] = HeadersIn(file) } },
            new Invocation("request-1", _clock.GetUtcNow().AddSeconds(10)));

        Assert.Equal([file.Split('.')[0]], _log.Outcomes);
        Assert.Equal(("nobody", "Deny"), (answer.PrincipalID, Assert.Single(answer.PolicyDocument.Statement).Effect));
        Assert.Equal(0, _devices.Lookups);
    }

    [Fact]
    public void has_a_file_for_every_reason()
    {
        var reasons = FileNames.Select(file => file.Split('.')[0]).Distinct();

        Assert.Equal(
            Enum.GetValues<CsrRefusal>().Select(reason => reason.Code).Append(DenyReasons.HeaderRepeated).Order(StringComparer.Ordinal),
            reasons.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task tells_the_story_of_every_file()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Folder, "README.md"));

        Assert.All(FileNames, file => Assert.Contains($"| `{file}` | ", readme, StringComparison.Ordinal));
    }
}
