using System.Text.Json;
using Infra.Local.Iam;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Review;

/// <summary>The committed policies before two judges: the local cloud's evaluator, and one that we did not write.</summary>
public sealed class The_reviewed_policies
{
    /// <summary>Role policies by their path below <c>policies/</c>.</summary>
    private static readonly Dictionary<string, string> Policies = Profile.All
        .SelectMany(profile => RoleRequests.Roles.Select(role => $"{profile.Name}/{PolicyFiles.ForRole(role)}"))
        .Where(path => File.Exists(Repository.PathOf("policies", path)))
        .ToDictionary(path => path, path => Repository.Read("policies", path));

    [Fact]
    public void are_all_in_the_matrix()
    {
        var committed = Directory.EnumerateFiles(Repository.PathOf("policies"), "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file)).Where(file => !file.StartsWith("iot-", StringComparison.Ordinal) && !file.StartsWith("resource-", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(RoleRequests.Roles.Select(PolicyFiles.ForRole).Order(StringComparer.Ordinal), committed);
    }

    [Fact]
    public void allow_each_role_its_own_requests_and_no_other_by_the_local_evaluator()
    {
        var decisions = Policies.ToDictionary(policy => policy.Key, policy => RoleRequests.All.Select(request =>
        {
            var context = request.Context.Aggregate(RequestContext.Empty, (all, entry) => all.With(entry.Key, entry.Value));
            return PolicyEvaluator.Decide([PolicyDocument.Parse(policy.Value)], request.Action, request.Resource, context) == PolicyDecision.Allow ? "Allowed" : "ImplicitlyDenied";
        }).ToArray());

        AssertMatrix(decisions);
    }

    [Fact]
    public async Task allow_each_role_its_own_requests_and_no_other_by_iam_simulate()
    {
        AssertMatrix(await NodeJudge.AskAsync<Dictionary<string, string[]>>("iam-simulate.mjs", new
        {
            policies = Policies.ToDictionary(policy => policy.Key, policy => JsonDocument.Parse(policy.Value).RootElement),
            requests = RoleRequests.All,
        }));
    }

    private static void AssertMatrix(IReadOnlyDictionary<string, string[]> decisions)
    {
        var wrong =
            from policy in decisions
            from judged in RoleRequests.All.Zip(policy.Value)
            let expected = judged.First.AllowedTo.Contains(Path.GetFileNameWithoutExtension(policy.Key)) ? "Allowed" : "ImplicitlyDenied"
            where judged.Second != expected
            select $"{policy.Key}: {judged.First.Action} on {judged.First.Resource} {string.Join(',', judged.First.Context.Values)}: {judged.Second}, expected {expected}";

        Assert.Equal(Policies.Count, decisions.Count);
        Assert.Empty(wrong);
    }
}
