using Infra.Tests.StandIns.AwsSdk;
using Infra.Tests.Tools.Devices;

namespace Infra.Tests.Tools;

/// <summary>C-52, XC-66: the seed's lookup, whose script is in no revision (`list-certificate-authorities --query`), which reads one page and answers a deleted CA as happily as an active one.</summary>
public sealed class Provision_ca_find
{
    private const string Wanted = "us-east-1.widgiot.automatra.net";

    [Fact]
    public async Task prints_the_arn_of_a_ca_on_a_later_page_for_a_shell_to_take()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            Page("next", Ca("arn:1", "other"), """{"Arn":"arn:2"}"""),
            Page(null, Ca("arn:3", Wanted), Ca("arn:4", Wanted, "DELETED")));

        var run = Find(endpoint, Wanted);

        Assert.Equal((0, "arn:3\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Contains("\"NextToken\":\"next\"", endpoint.All[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task finds_whole_names_only()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(Page(null, Ca("arn:1", Wanted)));

        var run = Find(endpoint, "widgiot.automatra.net", "--json");

        Assert.Equal((1, "ca-not-found"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task does_not_choose_between_two()
    {
        Answer page = Page(null, Ca("arn:1", Wanted, "DISABLED"), Ca("arn:2", Wanted));
        await using var endpoint = await RecordingEndpoint.StartAsync(page, page);

        var both = Find(endpoint, Wanted, "--json");
        var active = Find(endpoint, Wanted, "--json", "--status", "ACTIVE");

        Assert.Equal((1, "ca-ambiguous"), (both.ExitCode, both.Json.GetProperty("error").GetString()));
        Assert.Equal(("arn:2", "ACTIVE"), (active.Json.GetProperty("arn").GetString(), active.Json.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task says_what_aws_said_when_it_is_refused()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"message":"not authorized to perform acm-pca:ListCertificateAuthorities"}""", 400, "AccessDeniedException"));

        var run = Find(endpoint, Wanted);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("[aws-access-denied]", run.Error, StringComparison.Ordinal);
    }

    private static ToolRun Find(RecordingEndpoint endpoint, string name, params string[] more) =>
        ToolRun.Of(DeviceTool.Aws, "", ["ca", "find", "--common-name", name, "--endpoint-url", endpoint.Url, .. more]);

    private static Answer Page(string? next, params string[] authorities) =>
        new($$"""{"CertificateAuthorities":[{{string.Join(',', authorities)}}]{{(next is null ? "" : $",\"NextToken\":\"{next}\"")}}}""");

    private static string Ca(string arn, string name, string status = "ACTIVE") =>
        $$"""{ "Arn": "{{arn}}", "Status": "{{status}}", "Type": "SUBORDINATE", "CertificateAuthorityConfiguration": { "KeyAlgorithm": "EC_prime256v1", "Subject": { "CommonName": "{{name}}" } } }""";
}
