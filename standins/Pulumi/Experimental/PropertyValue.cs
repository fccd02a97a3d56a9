using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pulumi.Experimental;

public enum PropertyValueType
{
    Null,
    Bool,
    Number,
    String,
    Array,
    Map,
    Asset,
    Archive,
    Resource,
    Computed,
}

/// <summary>A value as a provider sees it: of one of ten types, perhaps secret, with the resources it depends on.</summary>
public sealed class PropertyValue : IEquatable<PropertyValue>
{
    public static readonly PropertyValue Null = new(PropertyValueType.Null, null);

    public static readonly PropertyValue Computed = new(PropertyValueType.Computed, null);

    private readonly object? _value;

    public PropertyValue(bool value) : this(PropertyValueType.Bool, value)
    {
    }

    public PropertyValue(double value) : this(PropertyValueType.Number, value)
    {
    }

    public PropertyValue(string value) : this(PropertyValueType.String, value)
    {
    }

    public PropertyValue(ImmutableArray<PropertyValue> value) : this(PropertyValueType.Array, value)
    {
    }

    public PropertyValue(ImmutableDictionary<string, PropertyValue> value) : this(PropertyValueType.Map, value)
    {
    }

    public PropertyValue(Asset value) : this(PropertyValueType.Asset, value)
    {
    }

    public PropertyValue(Archive value) : this(PropertyValueType.Archive, value)
    {
    }

    public PropertyValue(ResourceReference value) : this(PropertyValueType.Resource, value)
    {
    }

    private PropertyValue(PropertyValueType type, object? value)
    {
        // A null of whatever type is the null.
        Type = value is null && type != PropertyValueType.Computed ? PropertyValueType.Null : type;
        _value = value;
    }

    public PropertyValueType Type { get; }

    public bool IsNull => Type == PropertyValueType.Null;

    public bool IsComputed => Type == PropertyValueType.Computed;

    public bool IsSecret { get; init; }

    public ImmutableHashSet<Urn> Dependencies { get; init; } = [];

    public PropertyValue WithSecret(bool secret) => new(Type, _value) { IsSecret = secret, Dependencies = Dependencies };

    public PropertyValue WithDependencies(ImmutableHashSet<Urn> dependencies)
        => new(Type, _value) { IsSecret = IsSecret, Dependencies = dependencies };

    public T Match<T>(
        Func<T> nullCase,
        Func<bool, T> boolCase,
        Func<double, T> numberCase,
        Func<string, T> stringCase,
        Func<ImmutableArray<PropertyValue>, T> arrayCase,
        Func<ImmutableDictionary<string, PropertyValue>, T> mapCase,
        Func<Asset, T> assetCase,
        Func<Archive, T> archiveCase,
        Func<ResourceReference, T> resourceCase,
        Func<T> computedCase) => Type switch
        {
            PropertyValueType.Bool => boolCase((bool)_value!),
            PropertyValueType.Number => numberCase((double)_value!),
            PropertyValueType.String => stringCase((string)_value!),
            PropertyValueType.Array => arrayCase((ImmutableArray<PropertyValue>)_value!),
            PropertyValueType.Map => mapCase((ImmutableDictionary<string, PropertyValue>)_value!),
            PropertyValueType.Asset => assetCase((Asset)_value!),
            PropertyValueType.Archive => archiveCase((Archive)_value!),
            PropertyValueType.Resource => resourceCase((ResourceReference)_value!),
            PropertyValueType.Computed => computedCase(),
            _ => nullCase(),
        };

    public bool TryGetBool(out bool value) => TryGet(out value);

    public bool TryGetNumber(out double value) => TryGet(out value);

    public bool TryGetString([NotNullWhen(true)] out string? value) => TryGet(out value);

    public bool TryGetArray(out ImmutableArray<PropertyValue> value) => TryGet(out value);

    public bool TryGetMap([NotNullWhen(true)] out ImmutableDictionary<string, PropertyValue>? value) => TryGet(out value);

    public bool TryGetAsset(out Asset? value) => TryGet(out value);

    public bool TryGetArchive(out Archive? value) => TryGet(out value);

    public bool TryGetResource(out ResourceReference value) => TryGet(out value);

    public bool Equals(PropertyValue? other)
        => other is not null && Type == other.Type && IsSecret == other.IsSecret && Dependencies.SetEquals(other.Dependencies)
            && SameValue(_value, other._value);

    public override bool Equals(object? obj) => Equals(obj as PropertyValue);

    public override int GetHashCode() => HashCode.Combine(Type, IsSecret, Dependencies.Count, _value switch
    {
        ImmutableArray<PropertyValue> array => array.Length,
        ImmutableDictionary<string, PropertyValue> map => map.Count,
        var simple => simple?.GetHashCode() ?? 0,
    });

    public override string? ToString()
    {
        var text = Match(
            () => "null",
            flag => flag.ToString(),
            number => number.ToString(CultureInfo.InvariantCulture),
            value => value,
            array => $"[{string.Join(",", array)}]",
            map => $"{{{string.Join(",", map.Select(entry => $"{entry.Key}:{entry.Value}"))}}}",
            asset => asset.ToString(),
            archive => archive.ToString(),
            resource => resource.ToString(),
            () => "{unknown}");
        return text
            + (IsSecret ? " (secret)" : "")
            + (Dependencies.IsEmpty ? "" : $" (deps: {string.Join(", ", Dependencies)})");
    }

    private static bool SameValue(object? left, object? right) => (left, right) switch
    {
        (ImmutableArray<PropertyValue> a, ImmutableArray<PropertyValue> b) => a.SequenceEqual(b),
        (ImmutableDictionary<string, PropertyValue> a, ImmutableDictionary<string, PropertyValue> b) =>
            a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && entry.Value.Equals(other)),
        // Unlike double.Equals, a number that is none equals none.
        (double a, double b) => a == b,
        _ => Equals(left, right),
    };

    private bool TryGet<T>([NotNullWhen(true)] out T? value)
    {
        value = _value is T found ? found : default;
        return _value is T;
    }
}

/// <summary>A resource that a property refers to.</summary>
public readonly struct ResourceReference(Urn urn, PropertyValue? id, string version) : IEquatable<ResourceReference>
{
    public Urn URN { get; } = urn;

    public PropertyValue? Id { get; } = id;

    public string PackageVersion { get; } = version;

    public static bool operator ==(ResourceReference left, ResourceReference right) => left.Equals(right);

    public static bool operator !=(ResourceReference left, ResourceReference right) => !left.Equals(right);

    public bool Equals(ResourceReference other) => URN == other.URN && Equals(Id, other.Id) && PackageVersion == other.PackageVersion;

    public override bool Equals(object? obj) => obj is ResourceReference other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(URN, Id, PackageVersion);
}
