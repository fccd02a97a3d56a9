using System.Collections.Immutable;
using System.Text.Json;

namespace Infra.Local.Iot.Policies;

/// <summary>One line of a Condition block: an operator, a key and the values it may have.</summary>
internal sealed record IotCondition(ConditionOperator Operator, string Key, ImmutableArray<string> Values);

/// <summary>A condition operator as IAM's grammar builds them: <c>ForAnyValue:StringLikeIfExists</c>.</summary>
internal sealed record ConditionOperator(ConditionTest Test, bool Negated, bool IfExists, ConditionSet Set);

/// <summary>How many of a key's values must fit.</summary>
internal enum ConditionSet
{
    /// <summary>The key has one value.</summary>
    None,

    /// <summary>Every value; none at all will do.</summary>
    ForAllValues,

    /// <summary>One value at least.</summary>
    ForAnyValue,
}

internal enum ConditionTest
{
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Bool,
    Null,
}

/// <summary>Reads Condition blocks. An operator that this evaluator does not know is refused when the policy is created, never ignored.</summary>
internal static class IotConditions
{
    private static readonly ImmutableDictionary<string, (ConditionTest Test, bool Negated)> Operators =
        ImmutableDictionary.CreateRange<string, (ConditionTest, bool)>(StringComparer.Ordinal,
        [
            new("StringEquals", (ConditionTest.StringEquals, false)),
            new("StringNotEquals", (ConditionTest.StringEquals, true)),
            new("StringEqualsIgnoreCase", (ConditionTest.StringEqualsIgnoreCase, false)),
            new("StringNotEqualsIgnoreCase", (ConditionTest.StringEqualsIgnoreCase, true)),
            new("StringLike", (ConditionTest.StringLike, false)),
            new("StringNotLike", (ConditionTest.StringLike, true)),
            new("ArnEquals", (ConditionTest.StringLike, false)),
            new("ArnLike", (ConditionTest.StringLike, false)),
            new("ArnNotEquals", (ConditionTest.StringLike, true)),
            new("ArnNotLike", (ConditionTest.StringLike, true)),
            new("Bool", (ConditionTest.Bool, false)),
            new("Null", (ConditionTest.Null, false)),
        ]);

    public static ImmutableArray<IotCondition> Read(JsonElement statement)
    {
        if (!statement.TryGetProperty("Condition", out var block)) { return []; }
        if (block.ValueKind != JsonValueKind.Object) { throw IotErrors.MalformedPolicy("Condition is not a JSON object"); }
        var read = ImmutableArray.CreateBuilder<IotCondition>();
        foreach (var line in block.EnumerateObject())
        {
            var parsed = Operator(line.Name);
            if (line.Value.ValueKind != JsonValueKind.Object) { throw IotErrors.MalformedPolicy($"Condition {line.Name} is not a JSON object"); }
            foreach (var key in line.Value.EnumerateObject())
            {
                read.Add(new(parsed, key.Name, IotPolicyDocument.Texts(key.Value, $"Condition {line.Name} {key.Name}")));
            }
        }
        return read.ToImmutable();
    }

    private static ConditionOperator Operator(string written)
    {
        var name = written;
        var set = ConditionSet.None;
        if (name.StartsWith("ForAllValues:", StringComparison.Ordinal)) { set = ConditionSet.ForAllValues; }
        if (name.StartsWith("ForAnyValue:", StringComparison.Ordinal)) { set = ConditionSet.ForAnyValue; }
        if (set != ConditionSet.None) { name = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]; }
        var ifExists = name.EndsWith("IfExists", StringComparison.Ordinal);
        if (ifExists) { name = name[..^"IfExists".Length]; }
        return Operators.TryGetValue(name, out var known)
            ? new(known.Test, known.Negated, ifExists, set)
            : throw IotErrors.MalformedPolicy($"condition operator '{written}' is unknown here; {string.Join(", ", Operators.Keys.Order(StringComparer.Ordinal))} are allowed");
    }
}
