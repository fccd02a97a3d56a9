using System.Collections.Immutable;
using Pulumi.Experimental;

namespace Infra.Local.Provider;

/// <summary>Between the plain values of the mocks hook and the property values of the provider protocol.</summary>
internal static class PropertyValues
{
    public static ImmutableDictionary<string, PropertyValue> From(ImmutableDictionary<string, object> bag) =>
        bag.ToImmutableDictionary(entry => entry.Key, entry => From(entry.Value));

    public static ImmutableDictionary<string, object> ToBag(IEnumerable<KeyValuePair<string, PropertyValue>> properties) =>
        properties.Where(property => !property.Value.IsNull).ToImmutableDictionary(property => property.Key, property => To(property.Value)!);

    private static PropertyValue From(object value) => value switch
    {
        string text => new(text),
        bool flag => new(flag),
        double number => new(number),
        ImmutableArray<object> list => new([.. list.Select(From)]),
        ImmutableDictionary<string, object> map => new(From(map)),
        _ => throw new InvalidOperationException($"a value of type {value.GetType().Name} is no property value"),
    };

    private static object? To(PropertyValue value) => value.Match<object?>(
        () => null,
        flag => flag,
        number => number,
        text => text,
        list => list.Where(item => !item.IsNull).Select(item => To(item)!).ToImmutableArray(),
        map => ToBag(map),
        _ => throw NotPlain(),
        _ => throw NotPlain(),
        _ => throw NotPlain(),
        () => throw NotPlain());

    private static InvalidOperationException NotPlain() => new("the provider returned an asset, a reference or an unknown value");
}
