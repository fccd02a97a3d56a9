using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Infra.Identity.Capacity;
using Infra.Identity.Contracts;

namespace Infra.Tools.Planning;

/// <summary><c>provision plan</c>: what a fleet asks of a region, before anything is deployed and without asking AWS.</summary>
internal static class PlanCommand
{
    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string?>("file") { Description = "A stack's settings, Pulumi.STACK.yaml or one of profiles/. Default: the options alone.", Arity = ArgumentArity.ZeroOrOne };
        var fleetSize = Number("--fleet-size", "Devices that the region is to provision.", "the file's fleetSize", PlanLimits.MostDevices);
        var rampHours = Number("--ramp-hours", "Hours in which all of them come for the first time.", "the file's rampHours, or 24", PlanLimits.MostHours);
        var deviceDays = Number("--device-days", "Life of a device's certificate.", "the file's deviceValidityDays, or 365, or 7 from a short-lived CA", PlanLimits.MostDays);
        var authorityDays = Number("--authority-days", "Life of the CA.", "the file's authorityValidityDays, or 1825", PlanLimits.MostDays);
        var requests = Number("--requests-per-second", "Requests per second that the API lets through.", "the file's requestsPerSecond, or 25", PlanLimits.MostRequests);
        var issuer = Choice("--issuer", "Who issues.", "the file's issuers, or acm-pca", PlanLimits.Issuers);
        var usage = Choice("--usage-mode", "What the CA issues.", "the file's usageMode, or general-purpose", AuthorityUsage.Names);
        var registration = Choice("--registration", "How certificates of the CA become known to AWS IoT.", "the file's registration, or jitp", RegistrationModes.All);
        var quotas = new Option<string[]>("--quota") { Description = $"NAME=NUMBER, a quota of the account that was raised; may be repeated. Names: {string.Join(", ", QuotaNames.All)}. Default: the file's quotas, or AWS's own.", DefaultValueFactory = _ => [] };
        var rotation = new Option<string?>("--rotation") { Description = "Where the CA's rotation stands, such as '2 issuing'. Default: the file's rotation, or none is shown." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("plan", "Compute what a fleet asks of a region: rates, quotas, the CA's roll-over and cost, the next step of its rotation.")
        {
            file, fleetSize, rampHours, deviceDays, authorityDays, requests, issuer, usage, registration, quotas, rotation, json,
        };
        quotas.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => Quota(token.Value) is null)) { result.AddError($"--quota '{token.Value}' is not NAME=NUMBER with one of the names {string.Join(", ", QuotaNames.All)}"); }
        });
        rotation.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !RotationStage.TryParse(token.Value, out _)) { result.AddError($"--rotation '{token.Value}' is no stage of a rotation; {RotationStage.Grammar}"); }
        });
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var stack = parsed.GetValue(file) is { } path ? StackPlan.Read(path, ToolFiles.ReadText(path)) : new StackPlan();
            var stage = parsed.GetValue(rotation) is { } text ? RotationStage.Parse(text) : stack.Rotation;
            if ((parsed.GetValue(fleetSize) ?? stack.FleetSize) is not { } devices)
            {
                // A stack that declares no fleet may still be in the middle of a rotation.
                return stage is null
                    ? throw new ToolException(ExitCodes.Usage, "fleet-size-missing", "no fleet is declared, so there is nothing to compute", "give --fleet-size, or set fleetSize in the stack's file")
                    : Show(console, parsed.GetValue(json), [], stage);
            }

            var mode = parsed.GetValue(usage) is { } named ? AuthorityUsage.Parse(named) : stack.Usage ?? AuthorityUsage.GeneralPurpose;
            var plan = new FleetPlan
            {
                FleetSize = devices,
                Usage = mode,
                DeviceValidityDays = parsed.GetValue(deviceDays) ?? stack.DeviceValidityDays ?? mode.DefaultDeviceDays,
            };
            if (mode == AuthorityUsage.ShortLived && plan.DeviceValidityDays > mode.DefaultDeviceDays)
            {
                throw new ToolException(ExitCodes.Refused, "device-days-too-many", $"a short-lived CA issues for at most {mode.DefaultDeviceDays} days ({plan.DeviceValidityDays} > {mode.DefaultDeviceDays})",
                    "ask for less, or choose usage mode general-purpose");
            }

            plan = plan with
            {
                RampHours = parsed.GetValue(rampHours) ?? stack.RampHours ?? plan.RampHours,
                AuthorityValidityDays = parsed.GetValue(authorityDays) ?? stack.AuthorityValidityDays ?? plan.AuthorityValidityDays,
                RequestsPerSecond = parsed.GetValue(requests) ?? stack.RequestsPerSecond ?? plan.RequestsPerSecond,
                Registration = parsed.GetValue(registration) ?? stack.Registration ?? plan.Registration,
            };
            var declared = QuotaNames.With(stack.Quotas.SetItems(parsed.GetRequiredValue(quotas).Select(Quota).OfType<KeyValuePair<string, int>>()));
            ImmutableArray<string> issuers = parsed.GetValue(issuer) is { } one ? [one] : stack.Issuers ?? [PlanLimits.AcmPca];
            return Show(console, parsed.GetValue(json), [.. issuers.Distinct().Select(name => Planned.Of(name, plan with { FromAcmPca = name == PlanLimits.AcmPca }, declared))], stage);
        }));
        return command;
    }

    private static int Show(ToolConsole console, bool json, ImmutableArray<Planned> plans, RotationStage? stage)
    {
        console.Result(json, new Plan(plans, stage is null ? null : new(stage.ToString(), stage.Next.ToString(), stage.NextStep)), [.. PlanText.Of(plans, stage)]);
        return plans.All(plan => plan.Exceeded.IsEmpty) ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static Option<int?> Number(string name, string what, string byDefault, int most)
    {
        var option = new Option<int?>(name) { Description = $"{what} Default: {byDefault}." };
        option.RequireRange(1, most);
        return option;
    }

    private static Option<string?> Choice(string name, string what, string byDefault, ImmutableArray<string> allowed)
    {
        var option = new Option<string?>(name) { Description = $"{what} Default: {byDefault}." };
        option.AcceptOnlyFromAmong([.. allowed]);
        return option;
    }

    private static KeyValuePair<string, int>? Quota(string text) =>
        text.Split('=') is [var name, var value] && QuotaNames.All.Contains(name)
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? KeyValuePair.Create(name, number) : null;

    private sealed record Plan(ImmutableArray<Planned> Issuers, Rotating? Rotation);

    private sealed record Rotating(string Stage, string Next, string NextStep);
}
