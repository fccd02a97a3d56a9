using System.Collections.Immutable;
using Pulumi;

namespace Infra.Components.Policies;

/// <summary>Conditions of a statement: operator, then key, then value. All of them must hold.</summary>
public static class Conditions
{
    /// <summary>One or several conditions, such as <c>Conditions.Of(("StringEquals", "aws:SourceAccount", account))</c>.</summary>
    public static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Input<string>>> Of(
        params ReadOnlySpan<(string Operator, string Key, Input<string> Value)> conditions)
    {
        var all = ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, Input<string>>>(StringComparer.Ordinal);
        foreach (var (name, key, value) in conditions)
        {
            var sameOperator = all.GetValueOrDefault(name, ImmutableSortedDictionary.Create<string, Input<string>>(StringComparer.Ordinal));
            all = all.SetItem(name, sameOperator.Add(key, value));
        }
        return all;
    }
}
