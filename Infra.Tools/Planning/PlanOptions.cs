using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Infra.Identity.Capacity;
using Infra.Identity.Contracts;

namespace Infra.Tools.Planning;

/// <summary>What <c>provision plan</c> is told: each option goes before what the stack's file says, and that before the default.</summary>
internal sealed class PlanOptions
{
    private readonly Argument<string?> _file = new("file") { Description = "A stack's settings, Pulumi.STACK.yaml or one of profiles/. Default: the options alone.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _fleetSize = Number("--fleet-size", "Devices that the region is to provision.", "the file's fleetSize", PlanLimits.MostDevices);
    private readonly Option<int?> _rampHours = Number("--ramp-hours", "Hours in which all of them come for the first time.", "the file's rampHours, or 24", PlanLimits.MostHours);
    private readonly Option<int?> _deviceDays = Number("--device-days", "Life of a device's certificate.", "the file's deviceValidityDays, or 365, or 7 from a short-lived CA", PlanLimits.MostDays);
    private readonly Option<int?> _authorityDays = Number("--authority-days", "Life of the CA.", "the file's authorityValidityDays, or 1825", PlanLimits.MostDays);
    private readonly Option<int?> _requests = Number("--requests-per-second", "Requests per second that the API lets through.", "the file's requestsPerSecond, or 25", PlanLimits.MostRequests);
    private readonly Option<string?> _issuer = Choice("--issuer", "Who issues.", "the file's issuers, or acm-pca", PlanLimits.Issuers);
    private readonly Option<string?> _usage = Choice("--usage-mode", "What the CA issues.", "the file's usageMode, or general-purpose", AuthorityUsage.Names);
    private readonly Option<string?> _registration = Choice("--registration", "How certificates of the CA become known to AWS IoT.", "the file's registration, or jitp", RegistrationModes.All);

    private readonly Option<string[]> _quotas = new("--quota")
    {
        Description = $"NAME=NUMBER, a quota of the account that was raised; may be repeated. Names: {string.Join(", ", QuotaNames.All)}. Default: the file's quotas, or AWS's own.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _rotation = new("--rotation") { Description = "Where the CA's rotation stands, such as '2 issuing'. Default: the file's rotation, or none is shown." };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object instead of text." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_file);
        foreach (var option in (Option[])[_fleetSize, _rampHours, _deviceDays, _authorityDays, _requests, _issuer, _usage, _registration, _quotas, _rotation, Json]) { command.Options.Add(option); }
        _quotas.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => Quota(token.Value) is null)) { result.AddError($"--quota '{token.Value}' is not NAME=NUMBER with one of the names {string.Join(", ", QuotaNames.All)}"); }
        });
        _rotation.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !RotationStage.TryParse(token.Value, out _)) { result.AddError($"--rotation '{token.Value}' is no stage of a rotation; {RotationStage.Grammar}"); }
        });
    }

    public StackPlan ReadStack(ParseResult parsed) => parsed.GetValue(_file) is { } path ? StackPlan.Read(path, ToolFiles.ReadText(path)) : new StackPlan();

    /// <summary>Null: the file's.</summary>
    public RotationStage? ReadRotation(ParseResult parsed) => parsed.GetValue(_rotation) is { } text ? RotationStage.Parse(text) : null;

    public IEnumerable<KeyValuePair<string, int>> ReadQuotas(ParseResult parsed) => parsed.GetRequiredValue(_quotas).Select(Quota).OfType<KeyValuePair<string, int>>();

    public IEnumerable<string> IssuersOf(ParseResult parsed, StackPlan stack)
    {
        ImmutableArray<string> issuers = parsed.GetValue(_issuer) is { } one ? [one] : stack.Issuers ?? [PlanLimits.AcmPca];
        return issuers.Distinct();
    }

    /// <summary>Null: nobody says how many devices there are.</summary>
    public FleetPlan? FleetOf(ParseResult parsed, StackPlan stack)
    {
        if ((parsed.GetValue(_fleetSize) ?? stack.FleetSize) is not { } devices) { return null; }
        var mode = parsed.GetValue(_usage) is { } named ? AuthorityUsage.Parse(named) : stack.Usage ?? AuthorityUsage.GeneralPurpose;
        var days = parsed.GetValue(_deviceDays) ?? stack.DeviceValidityDays ?? mode.DefaultDeviceDays;
        if (mode == AuthorityUsage.ShortLived && days > mode.DefaultDeviceDays)
        {
            throw new ToolException(ExitCodes.Refused, "device-days-too-many", $"a short-lived CA issues for at most {mode.DefaultDeviceDays} days ({days} > {mode.DefaultDeviceDays})",
                "ask for less, or choose usage mode general-purpose");
        }

        var plan = new FleetPlan { FleetSize = devices, Usage = mode, DeviceValidityDays = days };
        return plan with
        {
            RampHours = parsed.GetValue(_rampHours) ?? stack.RampHours ?? plan.RampHours,
            AuthorityValidityDays = parsed.GetValue(_authorityDays) ?? stack.AuthorityValidityDays ?? plan.AuthorityValidityDays,
            RequestsPerSecond = parsed.GetValue(_requests) ?? stack.RequestsPerSecond ?? plan.RequestsPerSecond,
            Registration = parsed.GetValue(_registration) ?? stack.Registration ?? plan.Registration,
        };
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
}
