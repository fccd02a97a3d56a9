using System.Collections.Immutable;
using System.Text.Json;
using Infra.Local.Aws;

namespace Infra.Local.Iot.Policies;

/// <summary>An IoT policy document, read once when it is created; what cannot be read is a MalformedPolicyException then, not a surprise at connect.</summary>
internal sealed record IotPolicyDocument(bool HasVariables, ImmutableArray<IotStatement> Statements)
{
    // Policy variables exist from this version on; in an older document ${...} is plain text (developer guide, "AWS IoT Core policy variables").
    private const string VersionWithVariables = "2012-10-17";
    private const string VersionBefore = "2008-10-17";

    // The API takes more characters; this quota is the one that bites: "maximum policy document size: 2048 characters, excluding white space".
    private const int SizeLimit = 2048;

    private static readonly ImmutableHashSet<string> KnownMembers =
        ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    public static IotPolicyDocument Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) { throw IotErrors.MalformedPolicy("policyDocument is missing"); }
        var size = text.Count(character => !char.IsWhiteSpace(character));
        if (size > SizeLimit) { throw IotErrors.MalformedPolicy($"policyDocument has {size} characters without white space; at most {SizeLimit} are allowed"); }
        try
        {
            using var json = JsonDocument.Parse(text);
            return Read(json.RootElement);
        }
        catch (JsonException exception)
        {
            throw IotErrors.MalformedPolicy($"policyDocument is not JSON: {exception.Message}");
        }
    }

    internal static ImmutableArray<string> Texts(JsonElement element, string what)
    {
        ImmutableArray<JsonElement> items = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
        return items.IsEmpty ? throw NoTexts(what) : [.. items.Select(item => Text(item, what))];
    }

    private static IotPolicyDocument Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) { throw IotErrors.MalformedPolicy("policyDocument is not a JSON object"); }
        var version = TextMember(root, "Version") ?? VersionBefore;
        if (version is not (VersionWithVariables or VersionBefore))
        {
            throw IotErrors.MalformedPolicy($"Version '{version}' is unknown; {VersionWithVariables} and {VersionBefore} are allowed");
        }
        if (!root.TryGetProperty("Statement", out var statements)) { throw IotErrors.MalformedPolicy("policyDocument has no Statement"); }
        ImmutableArray<IotStatement> read = statements.ValueKind == JsonValueKind.Array
            ? [.. statements.EnumerateArray().Select(ReadStatement)]
            : [ReadStatement(statements)];
        return read.IsEmpty ? throw IotErrors.MalformedPolicy("Statement is empty") : new(version == VersionWithVariables, read);
    }

    private static IotStatement ReadStatement(JsonElement statement)
    {
        if (statement.ValueKind != JsonValueKind.Object) { throw IotErrors.MalformedPolicy("a Statement is not a JSON object"); }
        foreach (var member in statement.EnumerateObject())
        {
            // A Principal, say, would be silently without effect: the certificate that the policy is attached to is the principal.
            if (!KnownMembers.Contains(member.Name)) { throw IotErrors.MalformedPolicy($"a Statement has '{member.Name}', which is not allowed here"); }
        }
        var effect = TextMember(statement, "Effect");
        if (effect is not ("Allow" or "Deny")) { throw IotErrors.MalformedPolicy($"Effect is '{effect}'; Allow and Deny are allowed"); }
        var (actions, notActions) = OneOf(statement, "Action", "NotAction");
        var (resources, notResources) = OneOf(statement, "Resource", "NotResource");
        foreach (var action in actions.Concat(notActions))
        {
            if (action != "*" && !action.StartsWith("iot:", StringComparison.OrdinalIgnoreCase))
            {
                throw IotErrors.MalformedPolicy($"Action '{action}' is not one of AWS IoT; iot:... is expected");
            }
        }
        return new(effect == "Deny", actions, notActions, resources, notResources, IotConditions.Read(statement));
    }

    private static (ImmutableArray<string> Plain, ImmutableArray<string> Negated) OneOf(JsonElement statement, string plain, string negated)
    {
        var hasPlain = statement.TryGetProperty(plain, out var plainElement);
        var hasNegated = statement.TryGetProperty(negated, out var negatedElement);
        if (hasPlain == hasNegated) { throw IotErrors.MalformedPolicy($"a Statement needs {plain} or {negated}, and not both"); }
        return hasPlain ? (Texts(plainElement, plain), []) : ([], Texts(negatedElement, negated));
    }

    private static string? TextMember(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw NoTexts(name);

    private static string Text(JsonElement element, string what) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => element.GetRawText(),
        _ => throw NoTexts(what),
    };

    private static AwsException NoTexts(string what) => IotErrors.MalformedPolicy($"{what} must be a text or a list of texts");
}

/// <summary>One statement. Exactly one of Actions and NotActions is filled, and one of Resources and NotResources.</summary>
internal sealed record IotStatement(
    bool IsDeny,
    ImmutableArray<string> Actions,
    ImmutableArray<string> NotActions,
    ImmutableArray<string> Resources,
    ImmutableArray<string> NotResources,
    ImmutableArray<IotCondition> Conditions);
