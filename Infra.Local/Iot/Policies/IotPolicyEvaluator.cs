namespace Infra.Local.Iot.Policies;

/// <summary>The actions that the device gateway asks about.</summary>
internal static class IotActions
{
    public const string Connect = "iot:Connect";
    public const string Publish = "iot:Publish";
    public const string Subscribe = "iot:Subscribe";
    public const string Receive = "iot:Receive";
    public const string RetainPublish = "iot:RetainPublish";
}

/// <summary>What the policies say about one action.</summary>
internal enum IotDecision
{
    /// <summary>No statement speaks of it; nothing is allowed that is not allowed expressly.</summary>
    ImplicitDeny,
    Allow,

    /// <summary>A Deny matched; no Allow counts against it.</summary>
    ExplicitDeny,
}

/// <summary>AWS IoT's policy evaluation (developer guide, "AWS IoT Core policies").</summary>
internal static class IotPolicyEvaluator
{
    public static IotDecision Evaluate(IEnumerable<IotPolicyDocument> policies, string action, string resource, DeviceContext device)
    {
        var decision = IotDecision.ImplicitDeny;
        foreach (var policy in policies)
        {
            var variables = policy.HasVariables ? device : null;
            foreach (var statement in policy.Statements)
            {
                if (!Applies(statement, action, resource, device, variables)) { continue; }
                if (statement.IsDeny) { return IotDecision.ExplicitDeny; }
                decision = IotDecision.Allow;
            }
        }
        return decision;
    }

    private static bool Applies(IotStatement statement, string action, string resource, DeviceContext device, DeviceContext? variables) =>
        ActionApplies(statement, action)
        && ResourceApplies(statement, resource, variables)
        && statement.Conditions.All(condition => Holds(condition, device, variables));

    private static bool ActionApplies(IotStatement statement, string action) =>
        statement.NotActions.IsEmpty
            ? statement.Actions.Any(pattern => PolicyPattern.MatchesAction(pattern, action))
            : !statement.NotActions.Any(pattern => PolicyPattern.MatchesAction(pattern, action));

    // A NotResource with a variable that has no value excludes nobody knows what, so its statement does not apply.
    private static bool ResourceApplies(IotStatement statement, string resource, DeviceContext? variables) =>
        statement.NotResources.IsEmpty
            ? statement.Resources.Any(pattern => PolicyPattern.Matches(pattern, resource, variables) == true)
            : statement.NotResources.All(pattern => PolicyPattern.Matches(pattern, resource, variables) == false);

    private static bool Holds(IotCondition condition, DeviceContext device, DeviceContext? variables)
    {
        var (test, negated, ifExists, forAllValues) = condition.Operator;
        var actual = device.Values(condition.Key);
        if (test == ConditionTest.Null)
        {
            return condition.Values.Any(value => bool.TryParse(value, out var absent) && absent == actual.IsEmpty);
        }
        if (actual.IsEmpty)
        {
            // A key that the request lacks: only a negated operator, ...IfExists and ForAllValues hold (IAM user guide, condition operators).
            return negated || ifExists || forAllValues;
        }
        bool Fits(string value) => negated
            ? condition.Values.All(wanted => Compare(test, wanted, value, variables) == false)
            : condition.Values.Any(wanted => Compare(test, wanted, value, variables) == true);
        return forAllValues || negated ? actual.All(Fits) : actual.Any(Fits);
    }

    // Null: the wanted value has a variable without a usable value.
    private static bool? Compare(ConditionTest test, string wanted, string actual, DeviceContext? variables)
    {
        if (test == ConditionTest.StringLike) { return PolicyPattern.Matches(wanted, actual, variables); }
        return PolicyPattern.Substitute(wanted, variables) is { } value
            ? string.Equals(value, actual, test == ConditionTest.StringEquals ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)
            : null;
    }
}
