using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Review;

/// <summary>How the statements of every policy in the profiles' graphs read: IAM, trust and resource policies. (IoT policies are numbered.)</summary>
public sealed partial class The_statements
{
    /// <summary>What a role may do begins with the doing.</summary>
    private static readonly string[] Verbs =
        ["Add", "Ask", "Attach", "Create", "Get", "Issue", "Keep", "Read", "Record", "Register", "Retire", "Take", "Update", "Write"];

    private static readonly (string Where, JsonNode Document, bool IsRoles)[] Documents =
    [
        .. from profile in Profile.All
           from resource in JsonNode.Parse(Repository.Read("Infra.Tests", "Golden", "stacks", $"{profile.Name}.json"))!.AsArray()
           let type = resource["type"]!.GetValue<string>()
           where type != AwsTypes.IotPolicy
           from property in (string[])["assumeRolePolicy", "policy"]
           where resource["inputs"]![property] is JsonObject
           select ($"{profile.Name} {resource["name"]} {property}", resource["inputs"]![property]!, type == AwsTypes.RolePolicy),
    ];

    [Fact]
    public void are_called_by_sentences() => Assert.All(Documents, document => Assert.All(Sids(document.Document), sid => Assert.Matches(Sentence(), sid)));

    [Fact]
    public void of_a_role_begin_with_what_it_does() => Assert.All(
        Documents.Where(document => document.IsRoles),
        document => Assert.All(Sids(document.Document), sid => Assert.True(Verbs.Contains(FirstWord().Match(sid).Value), $"{document.Where}: {sid}")));

    [Fact]
    public void have_names_of_their_own_in_their_document()
    {
        Assert.NotEmpty(Documents);
        Assert.All(Documents, document => Assert.Distinct(Sids(document.Document)));
    }

    // XC-60: the seed's bucket let anybody do anything from one address. An API for devices is public by its nature; its methods decide.
    [Fact]
    public void let_not_everybody_in() => Assert.All(
        from document in Documents
        from statement in document.Document["Statement"]!.AsArray()
        where statement["Effect"]!.GetValue<string>() == "Allow" && statement["Principal"] is { } principal && principal.ToJsonString().Contains("\"*\"", StringComparison.Ordinal)
        select (document.Where, Actions: ReviewedStatement.Texts(statement["Action"])),
        open => Assert.True(open.Actions.All(action => action == "execute-api:Invoke"), $"{open.Where}: {string.Join(", ", open.Actions)}"));

    private static string[] Sids(JsonNode document) => [.. document["Statement"]!.AsArray().Select(statement => statement!["Sid"]?.GetValue<string>() ?? "")];

    [GeneratedRegex("^([A-Z][a-z0-9]*){3,}$")]
    private static partial Regex Sentence();

    [GeneratedRegex("^[A-Z][a-z]*")]
    private static partial Regex FirstWord();
}
