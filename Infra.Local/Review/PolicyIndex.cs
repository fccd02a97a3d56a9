using System.Globalization;
using System.Text;

namespace Infra.Local.Review;

/// <summary><c>docs/policies.md</c>: every role and IoT policy over all profiles, who holds it, what for, and which calls need it.</summary>
internal static class PolicyIndex
{
    public static async Task<string> RenderAsync(IReadOnlyList<ReviewedProgram> programs)
    {
        var holders = new List<ReviewedHolder>();
        foreach (var program in programs) { holders.AddRange(await new PolicyReader(program).ReadAsync()); }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Policies

            Rendered by `./infra policies` from the program's code; edits here are lost. Each file below `policies/` is one role, one IoT policy (`iot-`) or one
            resource's own policy (`resource-`) of one profile, in account {Recorder.Account}. `./infra policies --check` fails where a file differs from the code, `./infra prove`
            removes each permission of a role in turn and shows what then fails.

            | profile | stack file | policies |
            |---|---|---|

            """);
        foreach (var program in programs)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {program.Profile.Name} | [{program.Profile.File}](../{program.Profile.File}) | {string.Join(", ", PolicyFiles.Of(program.Recorder).Keys
                .Select(file => $"[{Path.GetFileNameWithoutExtension(file)}](../policies/{program.Profile.Name}/{file})"))} |\n");
        }
        foreach (var holder in holders.GroupBy(holder => (holder.File is { } file ? Path.GetFileNameWithoutExtension(file) : holder.Name)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Append(text, holder.Key, [.. holder], programs.Count);
        }
        ResourceAccess.Append(text, programs);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, ReviewedHolder[] holders, int profiles)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n{holders[0].Purpose}\n{In(holders, profiles)}\n");
        foreach (var arn in holders.SelectMany(holder => holder.Managed).Distinct())
        {
            text.Append(CultureInfo.InvariantCulture, $"It has AWS's own policy `{arn}`.\n");
        }
        var statements = holders.SelectMany(holder => holder.Statements.Select(statement => (holder.Profile, Statement: statement)))
            .GroupBy(found => found.Statement.Key).ToArray();
        if (statements.Length == 0) { return; }
        text.Append("\n| statement | allows | on | needed by |\n|---|---|---|---|\n");
        foreach (var same in statements)
        {
            var statement = same.First().Statement;
            var only = same.Count() == holders.Length ? "" : $"<br>(in {string.Join(", ", same.Select(found => found.Profile))})";
            text.Append(CultureInfo.InvariantCulture,
                $"| {statement.Sid}{only} | {Codes(statement.Allows)} | {Codes(statement.On)}{string.Concat(statement.Only.Select(condition => $"<br>only if {condition}"))} | {string.Join("<br>", statement.NeededBy)} |\n");
        }
    }

    private static string In(ReviewedHolder[] holders, int profiles) => holders switch
    {
        [var only] => $"In profile {only.Profile}.",
        _ when holders.Length == profiles => "In every profile.",
        _ => $"In profiles {string.Join(", ", holders.Select(holder => holder.Profile))}.",
    };

    private static string Codes(IEnumerable<string> texts) => string.Join("<br>", texts.Select(text => $"`{text}`"));
}
