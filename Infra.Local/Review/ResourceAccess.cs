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

        Append(text, """
            ## Who may call the API

            Where a profile names callers; elsewhere everybody, and the methods decide: the authorizer by the CSR, `POST /claim` by signature or token. A Deny
            holds before all of them. What an Allow is worth depends on the method: [docs/api.md](api.md#who-may-call-apisources-apivpcendpoints-apiclaimaccounts).

            | API | statement | | who | what |
            """, [.. Same(programs, AwsTypes.RestApiPolicy, policy => policy.Text("policy"))], policy => policy.Text("restApiId"), "Resource");
        Append(text, """
            ## Who may use a bucket

            | bucket | statement | | who | what |
            """, [.. Same(programs, AwsTypes.BucketPolicy, policy => policy.Text("policy"))], policy => policy.Text("bucket"), "Action");
    }

    /// <summary>What resources' own policies say, statement by statement.</summary>
    /// <param name="text">The page.</param>
    /// <param name="heading">The section's beginning, with the table's head.</param>
    /// <param name="policies">The policies, with the profiles that have them; without any there is no section.</param>
    /// <param name="name">What a policy's resource is called.</param>
    /// <param name="what">The element that tells statements apart: a bucket's actions, the routes of an API.</param>
    private static void Append(StringBuilder text, string heading, (Recorded Resource, string Where)[] policies, Func<Recorded, string> name, string what)
    {
        if (policies.Length == 0) { return; }
        text.Append(CultureInfo.InvariantCulture, $"\n{heading}\n|---|---|---|---|---|\n");
        foreach (var (policy, where) in policies)
        {
            foreach (var statement in JsonNode.Parse(policy.Text("policy"))!["Statement"]!.AsArray())
            {
                var principal = statement!["Principal"]!;
                var things = string.Join("<br>", ReviewedStatement.Texts(statement[what]).Select(thing => $"`{thing}`"));
                var conditions = string.Concat(ReviewedStatement.Conditions(statement["Condition"]).Select(condition => $"<br>only if {condition}"));
                text.Append(CultureInfo.InvariantCulture,
                    $"| `{name(policy)}`{where} | {statement["Sid"]} | {statement["Effect"]} | `{string.Join("`, `", ReviewedStatement.Texts(principal["Service"] ?? principal["AWS"]))}` | {things}{conditions} |\n");
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
