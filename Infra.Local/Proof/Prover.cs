using System.Collections.Immutable;
using Infra.Local.Iam;

namespace Infra.Local.Proof;

/// <summary>
/// The proof: under the deployed policies every scenario works and nothing is refused (they are sufficient); without any one permission
/// some scenario meets that very refusal and fails (each is necessary).
/// </summary>
/// <param name="scenarios">In the order in which they are tried: the quick ones first.</param>
/// <param name="log">What the policies are asked.</param>
/// <param name="reasons">Why a permission may stand although nothing here can provoke its use; null for the others.</param>
internal sealed class Prover(ImmutableArray<Scenario> scenarios, AccessLog log, Func<Permission, string?> reasons)
{
    private readonly Dictionary<Scenario, ImmutableHashSet<(string Holder, string Action)>> uses = [];

    /// <summary>Runs one scenario under the policies as deployed, and remembers what it used.</summary>
    public async Task<ScenarioReport> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        using var watch = log.Watch();
        var failure = await FailureAsync(scenario, watch, cancellationToken);
        var refused = watch.Decisions.FirstOrDefault(decision => !decision.IsAllowed);
        uses[scenario] = [.. watch.Decisions.Select(decision => (decision.Holder, decision.Action))];
        return new(scenario.Name, failure ?? (refused is null ? null : $"{refused.Holder} was refused {refused.Action} on {refused.Resource}"));
    }

    /// <summary>Takes a permission away and tries the scenarios that used it, until one fails for want of it.</summary>
    public async Task<PermissionReport> ProveAsync(Permission permission, CancellationToken cancellationToken)
    {
        var report = new PermissionReport(permission.Holder, permission.Part.Statement, permission.Part.Action, permission.Part.Resource, Verdict.Spare, null, null);
        bool IsTheRefusal(AccessDecision decision) => decision.Holder == permission.HolderArn && decision.Action == permission.Part.Action;
        foreach (var scenario in scenarios.Where(scenario => uses[scenario].Contains((permission.HolderArn, permission.Part.Action))))
        {
            string? failure;
            using var watch = log.Watch(IsTheRefusal);
            using (permission.Revoke()) { failure = await FailureAsync(scenario, watch, cancellationToken); }
            if (failure is null) { continue; }
            // A scenario that fails without the refusal fails for another reason, which proves nothing about the permission.
            return report with { Verdict = watch.Refused.IsCancellationRequested ? Verdict.Needed : Verdict.Unexplained, Scenario = scenario.Name, Says = failure };
        }
        return reasons(permission) is { } reason ? report with { Verdict = Verdict.Excused, Says = reason } : report;
    }

    private async Task<string?> FailureAsync(Scenario scenario, AccessWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            await scenario.RunAsync(watch, cancellationToken);
            return null;
        }
        catch (ScenarioFailedException failure)
        {
            return failure.Message;
        }
        finally
        {
            log.Stop();
        }
    }
}
