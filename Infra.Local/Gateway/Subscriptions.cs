using System.Collections;

namespace Infra.Local.Gateway;

/// <summary>The topic filters of a connection, counted for <see cref="GatewayLimits"/>. One connection's packets are handled one after the other.</summary>
internal static class Subscriptions
{
    private static readonly object Key = new();

    /// <summary>Adds one; returns how many there are then.</summary>
    public static int Add(IDictionary items, string filter)
    {
        var filters = Of(items);
        filters.Add(filter);
        return filters.Count;
    }

    public static void Remove(IDictionary items, string filter) => Of(items).Remove(filter);

    private static HashSet<string> Of(IDictionary items)
    {
        if (items[Key] is not HashSet<string> filters) { items[Key] = filters = new(StringComparer.Ordinal); }
        return filters;
    }
}
