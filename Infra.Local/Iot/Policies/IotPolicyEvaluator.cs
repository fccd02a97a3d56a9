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
        && statement.Conditions.All(condition => Holds(condition, statement.IsDeny, device, variables));

    private static bool ActionApplies(IotStatement statement, string action) =>
        statement.NotActions.IsEmpty
            ? statement.Actions.Any(pattern => PolicyPattern.MatchesAction(pattern, action))
            : !statement.NotActions.Any(pattern => PolicyPattern.MatchesAction(pattern, action));

    // A variable without a value leaves its ${...} in the document, where it equals nothing (developer guide, "X.509 certificate policy variable limitations").
    // In a NotResource or a negated condition that would hold; here it then does so in a Deny only, so that what cannot be known never allows.
    private static bool ResourceApplies(IotStatement statement, string resource, DeviceContext? variables) =>
        statement.NotResources.IsEmpty
            ? statement.Resources.Any(pattern => PolicyPattern.Matches(pattern, resource, variables) == true)
            : statement.NotResources.All(pattern => !(PolicyPattern.Matches(pattern, resource, variables) ?? !statement.IsDeny));

    private static bool Holds(IotCondition condition, bool isDeny, DeviceContext device, DeviceContext? variables)
    {
        var (test, negated, ifExists, set) = condition.Operator;
        var actual = device.Values(condition.Key);
        if (test == ConditionTest.Null)
        {
            return condition.Values.Any(value => bool.TryParse(value, out var absent) && absent == actual.IsEmpty);
        }
        if (actual.IsEmpty)
        {
            // A key that the request lacks (IAM user guide, condition operators): "not equal to" holds of it, unless one value at least has to.
            return ifExists || set == ConditionSet.ForAllValues || (negated && set != ConditionSet.ForAnyValue);
        }
        bool Fits(string value) => negated
            ? condition.Values.All(wanted => !(Compare(test, wanted, value, variables) ?? !isDeny))
            : condition.Values.Any(wanted => Compare(test, wanted, value, variables) == true);
        return set == ConditionSet.ForAnyValue ? actual.Any(Fits) : actual.All(Fits);
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
