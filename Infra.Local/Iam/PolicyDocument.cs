using System.Collections.Immutable;
using System.Text.Json;

namespace Infra.Local.Iam;

/// <summary>A policy as it was deployed, parsed strictly: what is not understood is refused, never skipped.</summary>
internal sealed record PolicyDocument(ImmutableArray<PolicyStatement> Statements)
{
    private static readonly ImmutableHashSet<string> elements =
        ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition"];

    public static PolicyDocument Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) { throw new MalformedPolicyException("a policy is a JSON object"); }
            if (!root.TryGetProperty("Version", out var version) || version.GetString() != "2012-10-17")
            {
                // The older version knows no policy variables and would read ours as text.
                throw new MalformedPolicyException("a policy's Version must be '2012-10-17'");
            }
            if (!root.TryGetProperty("Statement", out var statement)) { throw new MalformedPolicyException("a policy has a Statement"); }
            return new(statement.ValueKind == JsonValueKind.Array ? [.. statement.EnumerateArray().Select(ParseStatement)] : [ParseStatement(statement)]);
        }
        catch (JsonException fault)
        {
            throw new MalformedPolicyException($"a policy must be JSON: {fault.Message}");
        }
        catch (InvalidOperationException fault)
        {
            throw new MalformedPolicyException($"a policy holds a value of the wrong kind: {fault.Message}");
        }
    }

    private static PolicyStatement ParseStatement(JsonElement statement)
    {
        foreach (var property in statement.EnumerateObject())
        {
            if (!elements.Contains(property.Name))
            {
                throw new MalformedPolicyException($"a statement has no element '{property.Name}'; it may have {string.Join(", ", elements.Order())}");
            }
        }
        var effect = statement.TryGetProperty("Effect", out var given) ? given.GetString() : null;
        if (effect is not ("Allow" or "Deny")) { throw new MalformedPolicyException($"Effect must be Allow or Deny, not '{effect}'"); }
        var (actions, actionsAreExcluded) = Either(statement, "Action", "NotAction");
        var (resources, resourcesAreExcluded) = Either(statement, "Resource", "NotResource");
        if (actions.IsEmpty) { throw new MalformedPolicyException("a statement needs an Action or a NotAction"); }
        return new()
        {
            Sid = statement.TryGetProperty("Sid", out var sid) ? sid.GetString() ?? "" : "",
            IsDeny = effect == "Deny",
            Actions = actions,
            ActionsAreExcluded = actionsAreExcluded,
            Resources = resources,
            ResourcesAreExcluded = resourcesAreExcluded,
            Principals = statement.TryGetProperty("Principal", out var principal) ? ParsePrincipals(principal) : null,
            Conditions = statement.TryGetProperty("Condition", out var conditions) ? [.. ParseConditions(conditions)] : [],
        };
    }

    private static (ImmutableArray<PolicyText> Texts, bool Excluded) Either(JsonElement statement, string name, string notName)
    {
        var hasOne = statement.TryGetProperty(name, out var one);
        var hasOther = statement.TryGetProperty(notName, out var other);
        if (hasOne && hasOther) { throw new MalformedPolicyException($"a statement has {name} or {notName}, not both"); }
        return hasOther ? (Texts(other), true) : hasOne ? (Texts(one), false) : ([], false);
    }

    private static PolicyPrincipals ParsePrincipals(JsonElement principal)
    {
        if (principal.ValueKind == JsonValueKind.String)
        {
            return principal.GetString() == "*"
                ? new(Anyone: true, ImmutableDictionary<string, ImmutableArray<string>>.Empty)
                : throw new MalformedPolicyException($"Principal must be '*' or an object, not '{principal.GetString()}'");
        }
        var byType = principal.EnumerateObject().ToImmutableDictionary(type => type.Name, type => Strings(type.Value));
        return new(Anyone: byType.GetValueOrDefault("AWS", []).Contains("*"), byType);
    }

    private static IEnumerable<PolicyCondition> ParseConditions(JsonElement conditions) =>
        from comparison in conditions.EnumerateObject()
        from key in comparison.Value.EnumerateObject()
        select ParseCondition(comparison.Name, key.Name, Texts(key.Value));

    private static PolicyCondition ParseCondition(string comparison, string key, ImmutableArray<PolicyText> values)
    {
        if (!PolicyCondition.Knows(comparison)) { throw new MalformedPolicyException($"'{comparison}' is not a condition operator"); }
        // Such a value never matches, and a negated operator with it would match everything.
        if (comparison.Contains("Arn", StringComparison.OrdinalIgnoreCase) && values.FirstOrDefault(value => !value.IsArnShaped) is { Raw: { } odd })
        {
            throw new MalformedPolicyException($"{comparison} compares ARNs, and '{odd}' is none: write all six parts, with * for any that may be anything");
        }
        return new(comparison, key, values);
    }

    private static ImmutableArray<PolicyText> Texts(JsonElement value) => [.. Strings(value).Select(text => new PolicyText(text))];

    private static ImmutableArray<string> Strings(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Text)] : [Text(value)];

    // Numbers and booleans may stand unquoted in a Condition.
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new MalformedPolicyException($"a policy value must be text, a number or a boolean, not {value.ValueKind}"),
    };
}
