using System.Collections.Immutable;

namespace Infra.Components.Policies;

/// <summary>Conditions of a statement: operator, then key, then value. All of them must hold.</summary>
public static class Conditions
{
    /// <summary>One or several conditions, such as <c>Conditions.Of(("StringEquals", "aws:SourceAccount", account))</c>.</summary>
    public static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, ConditionValue>> Of(
        params ReadOnlySpan<(string Operator, string Key, ConditionValue Value)> conditions)
    {
        var all = ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, ConditionValue>>(StringComparer.Ordinal);
        foreach (var (name, key, value) in conditions)
        {
            var sameOperator = all.GetValueOrDefault(name, ImmutableSortedDictionary.Create<string, ConditionValue>(StringComparer.Ordinal));
            all = all.SetItem(name, sameOperator.Add(key, value));
        }
        return all;
    }
}
