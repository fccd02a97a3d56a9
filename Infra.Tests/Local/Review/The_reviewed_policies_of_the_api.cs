using System.Text.Json;
using Infra.Local.ApiGateway;
using Infra.Local.Iam;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Review;

/// <summary>The committed policies of the API itself before two judges: the local cloud's evaluator, and one that we did not write.</summary>
public sealed class The_reviewed_policies_of_the_api
{
    private const string Api = "arn:aws:execute-api:us-east-1:123456789012:restapi-api/live";
    private const string Home = "arn:aws:iam::123456789012:role/widgiot-us-east-1-installer";
    private const string Guest = "arn:aws:iam::111122223333:role/app";
    private const string Stranger = "arn:aws:iam::444455556666:role/app";

    /// <summary>What the policy says: of a signed request together with a role that may do what it asks.</summary>
    private static readonly (string Profile, string? Principal, string Route, string Address, string Decision)[] Requests =
    [
        ("multi-region-prototyping", null, "GET/health", "198.51.100.1", "Allowed"),
        ("multi-region-prototyping", null, "POST/new", "203.0.113.7", "Allowed"),
        ("multi-region-prototyping", null, "POST/proto", "203.0.113.7", "Allowed"),
        ("multi-region-prototyping", null, "POST/new", "198.51.100.1", "ExplicitlyDenied"),
        ("multi-region-prototyping", null, "POST/other", "203.0.113.7", "ImplicitlyDenied"),
        ("multi-region-prototyping", Home, "POST/new", "198.51.100.1", "ExplicitlyDenied"),
        ("field", null, "GET/health", "198.51.100.1", "Allowed"),
        ("field", null, "POST/new", "198.51.100.1", "Allowed"),
        ("field", null, "POST/claim", "198.51.100.1", "ImplicitlyDenied"),
        ("field", Home, "POST/claim", "198.51.100.1", "Allowed"),
        ("field", Guest, "POST/claim", "198.51.100.1", "Allowed"),
        ("field", Guest, "POST/proto", "198.51.100.1", "ImplicitlyDenied"),
        ("field", Stranger, "POST/claim", "198.51.100.1", "ImplicitlyDenied"),
        ("field-app", null, "POST/claim", "203.0.113.7", "Allowed"),
        ("field-app", null, "POST/proto", "198.51.100.7", "Allowed"),
        ("field-app", null, "POST/claim", "192.0.2.1", "ExplicitlyDenied"),
        ("field-app", null, "GET/health", "192.0.2.1", "Allowed"),
        ("field-app", null, "POST/new", "203.0.113.7", "ImplicitlyDenied"),
    ];

    [Fact]
    public void are_all_asked_about()
    {
        var committed = Directory.EnumerateFiles(Repository.PathOf("policies"), PolicyFiles.ForResource("api"), SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!));

        Assert.Equal(committed.Order(StringComparer.Ordinal), Requests.Select(request => request.Profile).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void let_in_whom_they_should_by_the_local_evaluator()
    {
        var decisions = Requests.Select(request =>
        {
            var byPolicy = PolicyEvaluator.DecideForAws(
                PolicyDocument.Parse(Policy(request.Profile)), request.Principal ?? "anonymous", ResourcePolicy.Action, $"{Api}/{request.Route}", RequestContext.Of(("aws:SourceIp", request.Address)));
            return request.Principal switch
            {
                null => byPolicy,
                Home => ResourcePolicy.Either(PolicyDecision.Allow, byPolicy),
                _ => ResourcePolicy.Both(PolicyDecision.Allow, byPolicy),
            };
        });

        AssertAll([.. decisions.Select(decision => decision switch { PolicyDecision.Allow => "Allowed", PolicyDecision.ExplicitDeny => "ExplicitlyDenied", _ => "ImplicitlyDenied" })]);
    }

    [Fact]
    public async Task let_in_whom_they_should_by_iam_simulate() => AssertAll(await NodeJudge.AskAsync<string[]>("resource-simulate.mjs", Requests.Select(request => new
    {
        policy = JsonDocument.Parse(Policy(request.Profile)).RootElement,
        principal = request.Principal,
        identityPolicy = request.Principal is null ? null : new { Version = "2012-10-17", Statement = new { Effect = "Allow", Action = ResourcePolicy.Action, Resource = $"{Api}/{request.Route}" } },
        action = ResourcePolicy.Action,
        resource = $"{Api}/{request.Route}",
        context = new Dictionary<string, string> { ["aws:SourceIp"] = request.Address },
    })));

    private static string Policy(string profile) => Repository.Read("policies", profile, PolicyFiles.ForResource("api"));

    private static void AssertAll(string[] decisions) => Assert.Empty(
        from judged in Requests.Zip(decisions)
        where judged.First.Decision != judged.Second
        select $"{judged.First}: {judged.Second}");
}
