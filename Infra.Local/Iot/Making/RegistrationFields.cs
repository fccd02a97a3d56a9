using System.Collections.Immutable;
using Infra.Local.Interpretation;

namespace Infra.Local.Iot.Making;

/// <summary>Nested inputs of a registration.</summary>
internal static class RegistrationFields
{
    public static string? TextOf(this ImmutableDictionary<string, object> fields, string name) => fields.GetValueOrDefault(name) as string;

    /// <summary>A nested object; empty when it is not given.</summary>
    public static ImmutableDictionary<string, object> MapOf(this ImmutableDictionary<string, object> fields, string name) =>
        fields.GetValueOrDefault(name) as ImmutableDictionary<string, object> ?? ImmutableDictionary<string, object>.Empty;

    public static ImmutableSortedDictionary<string, string> TextsOf(this ImmutableDictionary<string, object> fields, string name) =>
        fields.MapOf(name).ToImmutableSortedDictionary(field => field.Key, field => (string)field.Value, StringComparer.Ordinal);

    public static ImmutableArray<string> ListOf(this ImmutableDictionary<string, object> fields, string name) =>
        fields.GetValueOrDefault(name) is ImmutableArray<object> items ? [.. items.Cast<string>()] : [];

    public static bool Has(this Registration registration, string name) => registration.Inputs.ContainsKey(name);
}
