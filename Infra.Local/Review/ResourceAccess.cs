using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Local.Review;

/// <summary>The end of <c>docs/policies.md</c>: what resources themselves allow, over all profiles.</summary>
internal static class ResourceAccess
{
    public static void Append(StringBuilder text, IReadOnlyList<ReviewedProgram> programs)
    {
        text.Append("""

            ## Who may call a function

            Besides the account's own administrators; a caller is let in for the named source only.

            | function | called by | only for |
            |---|---|---|

            """);
        foreach (var (permission, where) in Same(programs, AwsTypes.Permission, permission => permission.Text("function") + Source(permission)).OrderBy(found => found.Resource.Text("function"), StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{permission.Text("function")}`{where} | `{permission.Text("principal")}` | {Source(permission)} |\n");
        }

        var buckets = Same(programs, AwsTypes.BucketPolicy, policy => policy.Text("policy")).ToArray();
        if (buckets.Length == 0) { return; }
        text.Append("""

            ## Who may use a bucket

            | bucket | statement | | who | what |
            |---|---|---|---|---|

            """);
        foreach (var (policy, where) in buckets)
        {
            foreach (var statement in JsonNode.Parse(policy.Text("policy"))!["Statement"]!.AsArray())
            {
                var principal = statement!["Principal"]!;
                var actions = string.Join("<br>", ReviewedStatement.Texts(statement["Action"]).Select(action => $"`{action}`"));
                var conditions = string.Concat(ReviewedStatement.Conditions(statement["Condition"]).Select(condition => $"<br>only if {condition}"));
                text.Append(CultureInfo.InvariantCulture,
                    $"| `{policy.Text("bucket")}`{where} | {statement["Sid"]} | {statement["Effect"]} | `{string.Join("`, `", ReviewedStatement.Texts(principal["Service"] ?? principal["AWS"]))}` | {actions}{conditions} |\n");
            }
        }
    }

    /// <summary>Resources that say the same in several profiles once, with the profiles that have them unless all do.</summary>
    private static IEnumerable<(Recorded Resource, string Where)> Same(IReadOnlyList<ReviewedProgram> programs, string type, Func<Recorded, string> says) =>
        from found in programs.SelectMany(program => program.Recorder.All(type).Select(resource => (program.Profile.Name, Resource: resource)))
        group found by says(found.Resource) into same
        let profiles = same.Select(found => found.Name).Distinct().ToArray()
        select (same.First().Resource, profiles.Length == programs.Count ? "" : $"<br>(in {string.Join(", ", profiles)})");

    private static string Source(Recorded permission) =>
        $"`{permission.Text("sourceArn")}`{(permission.OptionalText("sourceAccount") is { } account ? $" of account `{account}`" : "")}";
}
