using Infra.Local.Iam;
using Infra.Local.Proof;

namespace Infra.Tests.Local.Proof;

/// <summary>The proof's verdicts, on a policy of two permissions that a test can watch.</summary>
public sealed class A_proof : IDisposable
{
    private readonly HashSet<string> allowed = ["Read", "Write"];
    private readonly AccessLog log = new();

    [Fact]
    public async Task calls_a_permission_needed_when_its_refusal_makes_a_scenario_fail()
    {
        var report = await ProvenAsync("Read", Scenario("reads", () => Require("Read")));

        Assert.Equal((Verdict.Needed, "reads", "no Read"), (report.Verdict, report.Scenario, report.Says));
        Assert.Contains("Read", allowed);
    }

    [Fact]
    public async Task calls_a_permission_spare_that_nothing_asks_for() =>
        Assert.Equal(Verdict.Spare, (await ProvenAsync("Write", Scenario("reads", () => Require("Read")))).Verdict);

    [Fact]
    public async Task calls_a_permission_spare_whose_refusal_nobody_notices() =>
        Assert.Equal(Verdict.Spare, (await ProvenAsync("Read", Scenario("tries to read", () => Ask("Read")))).Verdict);

    [Fact]
    public async Task excuses_a_spare_permission_only_for_a_recorded_reason()
    {
        var report = await ProvenAsync("Write", Scenario("reads", () => Require("Read")), reason: "only a power cut needs it");

        Assert.Equal((Verdict.Excused, "only a power cut needs it"), (report.Verdict, report.Says));
    }

    [Fact]
    public async Task takes_no_failure_for_proof_that_has_another_cause()
    {
        var runs = 0;
        var report = await ProvenAsync("Read", Scenario("reads once", () =>
        {
            if (++runs > 1) { throw new ScenarioFailedException("out of paper"); }
            Ask("Read");
        }));

        Assert.Equal((Verdict.Unexplained, "out of paper"), (report.Verdict, report.Says));
    }

    [Fact]
    public async Task calls_policies_insufficient_under_which_something_is_refused()
    {
        var scenario = Scenario("deletes", () => Ask("Delete"));

        Assert.Equal("role was refused Delete on thing", (await ProverOf(scenario, null).RunAsync(scenario, CancellationToken.None)).Failure);
    }

    public void Dispose() => log.Dispose();

    private async Task<PermissionReport> ProvenAsync(string action, Scenario scenario, string? reason = null)
    {
        var prover = ProverOf(scenario, reason);
        await prover.RunAsync(scenario, CancellationToken.None);
        return await prover.ProveAsync(new("role", "role", new(0, "Statement", action, "thing"), () => new Revoked(allowed, action)), CancellationToken.None);
    }

    private Prover ProverOf(Scenario scenario, string? reason) => new([scenario], log, _ => reason);

    private static Scenario Scenario(string name, Action run) => new(name, (_, _) =>
    {
        run();
        return Task.CompletedTask;
    });

    private bool Ask(string action)
    {
        log.Note(new AccessDecision("role", action, "thing", allowed.Contains(action)));
        return allowed.Contains(action);
    }

    private void Require(string action)
    {
        if (!Ask(action)) { throw new ScenarioFailedException($"no {action}"); }
    }

    private sealed class Revoked : IDisposable
    {
        private readonly HashSet<string> allowed;
        private readonly string action;

        public Revoked(HashSet<string> allowed, string action)
        {
            (this.allowed, this.action) = (allowed, action);
            allowed.Remove(action);
        }

        public void Dispose() => allowed.Add(action);
    }
}
