using System.Collections.Immutable;
using System.CommandLine;
using Infra.Identity.Contracts;

namespace Infra.Tools.Planning;

/// <summary><c>provision plan</c>: what a fleet asks of a region, before anything is deployed and without asking AWS.</summary>
internal static class PlanCommand
{
    public static Command Create(ToolConsole console)
    {
        var options = new PlanOptions();
        var command = new Command("plan", "Compute what a fleet asks of a region: rates, quotas, the CA's roll-over and cost, the next step of its rotation.");
        options.AddTo(command);
        command.SetAction(parsed => console.Run(parsed.GetValue(options.Json), () =>
        {
            var stack = options.ReadStack(parsed);
            var stage = options.ReadRotation(parsed) ?? stack.Rotation;
            if (options.FleetOf(parsed, stack) is { } fleet)
            {
                var declared = QuotaNames.With(stack.Quotas.SetItems(options.ReadQuotas(parsed)));
                return Show(console, parsed.GetValue(options.Json),
                    [.. options.IssuersOf(parsed, stack).Select(name => Planned.Of(name, fleet with { FromAcmPca = name == PlanLimits.AcmPca }, declared))], stage);
            }

            // A stack that declares no fleet may still be in the middle of a rotation.
            return stage is null
                ? throw new ToolException(ExitCodes.Usage, "fleet-size-missing", "no fleet is declared, so there is nothing to compute", "give --fleet-size, or set fleetSize in the stack's file")
                : Show(console, parsed.GetValue(options.Json), [], stage);
        }));
        return command;
    }

    private static int Show(ToolConsole console, bool json, ImmutableArray<Planned> plans, RotationStage? stage)
    {
        console.Result(json, new Plan(plans, stage is null ? null : new(stage.ToString(), stage.Next.ToString(), stage.NextStep)), [.. PlanText.Of(plans, stage)]);
        return plans.All(plan => plan.Exceeded.IsEmpty) ? ExitCodes.Done : ExitCodes.Refused;
    }

    private sealed record Plan(ImmutableArray<Planned> Issuers, Rotating? Rotation);

    private sealed record Rotating(string Stage, string Next, string NextStep);
}
