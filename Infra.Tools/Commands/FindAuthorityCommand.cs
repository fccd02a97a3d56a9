using System.CommandLine;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Infra.Tools.Aws;

namespace Infra.Tools.Commands;

/// <summary>
/// <c>provision ca find</c>: the ARN of the private CA with a common name, for a shell variable or a stack's configuration. Every page is
/// read, and a CA that is gone or not usable is told from one that is: a wrong ARN shows only when the first device asks for its certificate.
/// </summary>
internal static class FindAuthorityCommand
{
    public const string NotFound = "ca-not-found";
    public const string Ambiguous = "ca-ambiguous";

    // The most that ListCertificateAuthorities takes (ACM PCA API reference).
    private const int PageSize = 1000;

    public static Command Create(ToolConsole console, AwsClients aws)
    {
        var name = new Option<string>("--common-name") { Description = "The CA's subject common name, whole.", Required = true };
        var status = new Option<string?>("--status") { Description = "Only CAs of this status, e.g. ACTIVE. Default: any but DELETED." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var target = new AwsTarget.Options();
        var command = new Command("find", "Print the ARN of the one ACM Private CA with a common name.") { name, status, json };
        target.AddTo(command);
        command.SetAction((parsed, cancellationToken) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            using var authorities = aws.AcmPca(target.Read(parsed));
            var found = await FindAsync(authorities, parsed.GetRequiredValue(name), parsed.GetValue(status), cancellationToken);
            return Answer(console, parsed.GetValue(json), parsed.GetRequiredValue(name), found);
        }));
        return command;
    }

    private static async Task<List<FoundAuthority>> FindAsync(IAmazonACMPCA authorities, string name, string? status, CancellationToken cancellationToken)
    {
        var found = new List<FoundAuthority>();
        var request = new ListCertificateAuthoritiesRequest { MaxResults = PageSize };
        do
        {
            var page = await authorities.ListCertificateAuthoritiesAsync(request, cancellationToken);
            found.AddRange(
                from authority in page.CertificateAuthorities ?? []
                where authority.CertificateAuthorityConfiguration?.Subject?.CommonName == name
                where status is null ? authority.Status != CertificateAuthorityStatus.DELETED : authority.Status?.Value == status
                select new FoundAuthority(authority.Arn, authority.Status?.Value, authority.Type?.Value, authority.NotAfter));
            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return found;
    }

    private static int Answer(ToolConsole console, bool json, string name, List<FoundAuthority> found) => found switch
    {
        [] => throw new ToolException(ExitCodes.Refused, NotFound, $"no private CA has the common name '{name}'", "check the region, and the name letter by letter"),
        [var only] => Print(console, json, only),
        _ => throw new ToolException(ExitCodes.Refused, Ambiguous,
            $"{found.Count} private CAs have the common name '{name}': {string.Join(", ", found.Select(authority => $"{authority.Arn} ({authority.Status})"))}",
            "--status ACTIVE, or take the ARN that you mean"),
    };

    private static int Print(ToolConsole console, bool json, FoundAuthority authority)
    {
        console.Result(json, authority, authority.Arn);
        return ExitCodes.Done;
    }

    private sealed record FoundAuthority(string Arn, string? Status, string? Type, DateTime? NotAfter);
}
