using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Components.Policies;
using Infra.Identity.Contracts;
using Pulumi.Utilities;
using Role = Pulumi.Aws.Iam.Role;

namespace Infra.Local.Review;

/// <summary>Reads a program's roles and IoT policies together with what the code says about them: contracts, grants, reasons.</summary>
internal sealed class PolicyReader(ReviewedProgram program)
{
    private readonly Recorder recorder = program.Recorder;

    public async Task<ImmutableArray<ReviewedHolder>> ReadAsync()
    {
        var holders = ImmutableArray.CreateBuilder<ReviewedHolder>();
        foreach (var role in program.Resources.OfType<Role>())
        {
            var name = await OutputUtilities.GetValueAsync(role.Name);
            holders.Add(ReadRole(recorder.All(AwsTypes.Role).Single(recorded => recorded.Text("name") == name), role));
        }
        holders.AddRange(recorder.All(AwsTypes.IotPolicy).Select(ReadIotPolicy));
        return holders.ToImmutable();
    }

    private ReviewedHolder ReadRole(Recorded recorded, Role role)
    {
        var name = recorded.Text("name");
        var reasons = Grants.HeldBy(role).SelectMany(grant => grant.Document.Statement)
            .SelectMany(statement => statement.Resource is { } resources ? resources.Where(resource => resource.Because is not null).Select(resource => (statement.Sid, resource.Because)) : [])
            .ToLookup(reason => reason.Sid, reason => reason.Because!);
        var trust = JsonNode.Parse(recorded.Text("assumeRolePolicy"))!["Statement"]!.AsArray().Select(statement => statement!).ToArray();
        var caller = CallerOf(recorded, trust.SelectMany(statement => ReviewedStatement.Texts(statement["Principal"]!["Service"])).FirstOrDefault());
        var statements = recorder.All(AwsTypes.RolePolicy).Where(policy => policy.Text("role") == name)
            .SelectMany(policy => JsonNode.Parse(policy.Text("policy"))!["Statement"]!.AsArray())
            .Select(statement => Statement(recorded, statement!, caller, reasons))
            .ToImmutableArray();
        return new(program.Profile.Name, recorded.Name, statements.IsEmpty ? null : PolicyFiles.ForRole(recorded.Name),
            $"{recorded.Text("description")}. Assumed by {string.Join("; ", trust.Select(Assumption))}.", statements,
            [.. recorder.All(AwsTypes.RolePolicyAttachment).Where(attachment => attachment.Text("role") == name).Select(attachment => attachment.Text("policyArn"))]);
    }

    private static string Assumption(JsonNode statement)
    {
        var principals = ReviewedStatement.Texts(statement["Principal"]!["Service"] ?? statement["Principal"]!["AWS"]);
        var conditions = ReviewedStatement.Conditions(statement["Condition"]);
        return $"`{string.Join("`, `", principals)}`{(conditions.IsEmpty ? "" : $", only if {string.Join(" and ", conditions)}")}";
    }

    private static ReviewedStatement Statement(Recorded role, JsonNode statement, Caller caller, ILookup<string, string> reasons)
    {
        var sid = statement["Sid"]!.GetValue<string>();
        var resources = ReviewedStatement.Texts(statement["Resource"]);
        if (resources.Any(resource => resource.Contains('*')) && !reasons.Contains(sid))
        {
            throw new InvalidOperationException(
                $"statement {sid} of role '{role.Name}' is about {string.Join(", ", resources)}, with a * that has no reason; grant it with ResourceArn.Every or ResourceArn.Any (because: ...)");
        }
        var actions = ReviewedStatement.Texts(statement["Action"]);
        return new(sid, actions, resources, ReviewedStatement.Conditions(statement["Condition"]),
            [.. actions.GroupBy(caller.Needs).Select(need => need.Count() == actions.Length ? need.Key : $"`{string.Join("`, `", need)}`: {need.Key}"),
             .. reasons[sid].Distinct().Select(reason => $"`*` because {reason}")]);
    }

    private ReviewedHolder ReadIotPolicy(Recorded policy) => new(program.Profile.Name, policy.Name, PolicyFiles.ForIotPolicy(policy.Name),
        "What a device may do over MQTT with a certificate that this IoT policy is attached to.",
        [.. JsonNode.Parse(policy.Text("policy"))!["Statement"]!.AsArray().Select((statement, index) => new ReviewedStatement(
            statement!["Sid"]?.GetValue<string>() ?? $"{index + 1}",
            ReviewedStatement.Texts(statement["Action"]), ReviewedStatement.Texts(statement["Resource"]), ReviewedStatement.Conditions(statement["Condition"]),
            [.. ReviewedStatement.Texts(statement["Action"]).Select(Message).Distinct()]))],
        Managed: []);

    private static string Message(string action) => action switch
    {
        "iot:Connect" => "the device's connection",
        "iot:Publish" => "what the device sends",
        "iot:Receive" => "what its subscriptions deliver",
        "iot:Subscribe" => "its subscriptions",
        var other => $"{other} of the device",
    };

    /// <summary>Who is behind a role: one of our functions, an AWS service, or people.</summary>
    private Caller CallerOf(Recorded role, string? service)
    {
        var arn = $"arn:aws:iam::{Recorder.Account}:role/{role.Text("name")}";
        if (recorder.All(AwsTypes.Function).FirstOrDefault(function => function.Text("role") == arn) is not { } function) { return new(null, service, []); }
        var variables = function.Map("environment").GetValueOrDefault("variables") as ImmutableDictionary<string, object>;
        var mode = variables?.GetValueOrDefault(EnvironmentVariables.RegistrationMode) as string ?? RegistrationModes.Jitp;
        var handler = variables?.GetValueOrDefault(EnvironmentVariables.Function) as string ?? function.Text("handler");
        return new(handler, service, FunctionContract.For(handler).CallsIn(mode));
    }

    private sealed record Caller(string? Handler, string? Service, ImmutableArray<AwsCallContract> Calls)
    {
        public string Needs(string action) => (Handler, Calls.FirstOrDefault(call => call.Action == action)) switch
        {
            (null, _) => Service is null ? "whoever assumes this role" : $"`{Service}` itself",
            (_, { Occasion: CallOccasion.Resume }) => $"`{Handler}`, when a run is resumed or the same request comes again",
            (_, { Occasion: CallOccasion.Undo }) => $"`{Handler}`, when a step failed and is taken back",
            (_, not null) => $"`{Handler}`, {Occasion}",
            _ when action.StartsWith("logs:", StringComparison.Ordinal) => "Lambda, to keep what the function prints",
            _ when action.StartsWith("xray:", StringComparison.Ordinal) => "Lambda, to keep the function's traces",
            _ when action.StartsWith("sqs:", StringComparison.Ordinal) => "Lambda, to keep an event that the function failed on thrice",
            _ => throw new InvalidOperationException(
                $"'{Handler}' may {action}, which its contract does not name; add the call to FunctionContract or take the grant back"),
        };

        private string Occasion => Handler switch
        {
            HandlerNames.Authorizer => "on every request",
            HandlerNames.PreProvisioningHook => "before each registration with a claim",
            HandlerNames.ClaimVendor => "on every request for a claim",
            HandlerNames.RegistrationActivator => "on a certificate's first connection",
            HandlerNames.CertificateRetirer => "when a certificate is retired that has been renewed",
            _ => "on a device's first request",
        };
    }
}
