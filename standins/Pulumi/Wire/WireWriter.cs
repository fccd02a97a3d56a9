using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace Pulumi;

/// <summary>
/// Turns what a program gives into the engine's property format: null, bool, double, string, list
/// (<see cref="ImmutableArray{T}"/> of object) and map (<see cref="ImmutableDictionary{TKey,TValue}"/> of object),
/// with <see cref="WireNames.Unknown"/> and signed maps for what JSON has no word for.
/// </summary>
internal sealed class WireWriter(bool keepResources = true)
{
    /// <summary>The resources that the written values depend on.</summary>
    public HashSet<Resource> Dependencies { get; } = [];

    public async Task<object?> WriteAsync(string context, object? value)
    {
        switch (value)
        {
            case null or bool or double or string:
                return value;
            case int number:
                return (double)number;
            case InputArgs args:
                return await WriteMapAsync(context, args.ToMap()).ConfigureAwait(false);
            case AssetOrArchive asset:
                return await WriteAssetAsync(context, asset).ConfigureAwait(false);
            case Task:
                throw new InvalidOperationException(
                    $"Tasks are not allowed inside ResourceArgs. Please wrap your Task in an Output:\n\t{context}");
            case IInput input:
                return await WriteOutputAsync(context, input.ToWire()).ConfigureAwait(false);
            case IUnion union:
                return await WriteAsync(context, union.Value).ConfigureAwait(false);
            case JsonElement element:
                return WriteJson(element);
            case IOutput output:
                return await WriteOutputAsync(context, output).ConfigureAwait(false);
            case CustomResource resource:
                return await WriteResourceAsync(context, resource).ConfigureAwait(false);
            case ComponentResource component:
                return await WriteComponentAsync(context, component).ConfigureAwait(false);
            case IDictionary map:
                return await WriteMapAsync(context, map).ConfigureAwait(false);
            case IList list:
                return await WriteListAsync(context, list).ConfigureAwait(false);
            case Enum e when e.GetTypeCode() == TypeCode.Int32:
                return (double)Convert.ToInt32(e, null);
            case ValueTuple:
                return null;
            default:
                return await WriteAnnotatedAsync(context, value).ConfigureAwait(false);
        }
    }

    public async Task<ImmutableDictionary<string, object>> WriteMapAsync(string context, IDictionary map)
    {
        var result = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is not string key)
            {
                throw new InvalidOperationException($"Dictionaries are only supported with string keys:\n\t{context}");
            }
            if (await WriteAsync($"{context}.{key}", entry.Value).ConfigureAwait(false) is { } written)
            {
                result[key] = written;
            }
        }
        return result.ToImmutable();
    }

    private static ImmutableDictionary<string, object> Signed(string signature, params (string Key, object? Value)[] entries)
        => entries.Where(entry => entry.Value is not null)
            .ToImmutableDictionary(entry => entry.Key, entry => entry.Value!)
            .Add(WireNames.Signature, signature);

    private static object? WriteJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        JsonValueKind.Array => element.EnumerateArray().Select(WriteJson).ToImmutableArray(),
        JsonValueKind.Object => element.EnumerateObject()
            .ToImmutableDictionary(property => property.Name, property => WriteJson(property.Value)),
        _ => throw new InvalidOperationException($"Unknown {nameof(JsonElement)}.{nameof(JsonElement.ValueKind)}: {element.ValueKind}"),
    };

    private async Task<object?> WriteOutputAsync(string context, IOutput output)
    {
        var data = await output.GetDataAsync().ConfigureAwait(false);
        Dependencies.UnionWith(data.Resources);
        if (!data.IsKnown)
        {
            return WireNames.Unknown;
        }
        var written = await WriteAsync($"{context}.id", data.Value).ConfigureAwait(false);
        // A secret that is null is still a secret: its value stays in the map, as null.
        return data.IsSecret
            ? ImmutableDictionary<string, object?>.Empty
                .Add(WireNames.Signature, WireNames.SecretSignature)
                .Add(WireNames.Value, written)
            : written;
    }

    private async Task<object?> WriteResourceAsync(string context, CustomResource resource)
    {
        Dependencies.Add(resource);
        var id = await WriteAsync($"{context}.id", resource.Id).ConfigureAwait(false);
        if (!keepResources)
        {
            return id;
        }
        var urn = await WriteAsync($"{context}.urn", resource.Urn).ConfigureAwait(false);
        return Signed(
            WireNames.ResourceSignature, (WireNames.Urn, urn), (WireNames.Id, id as string == WireNames.Unknown ? "" : id));
    }

    /// <summary>A component goes as its URN alone: its children may refer back to it.</summary>
    private async Task<object?> WriteComponentAsync(string context, ComponentResource component)
    {
        var urn = await WriteAsync($"{context}.urn", component.Urn).ConfigureAwait(false);
        return keepResources ? Signed(WireNames.ResourceSignature, (WireNames.Urn, urn)) : urn;
    }

    private async Task<object> WriteAssetAsync(string context, AssetOrArchive asset)
    {
        if (asset is InvalidAsset or InvalidArchive)
        {
            throw new InvalidOperationException($"Cannot serialize invalid {(asset is Asset ? "asset" : "archive")}");
        }
        var content = await WriteAsync($"{context}.{asset.PropName}", asset.Value).ConfigureAwait(false);
        return Signed(asset.SigKey, (asset.PropName, content));
    }

    private async Task<ImmutableArray<object?>> WriteListAsync(string context, IList list)
    {
        if (IsDefaultImmutableArray(list))
        {
            return [];
        }
        var result = ImmutableArray.CreateBuilder<object?>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            result.Add(await WriteAsync($"{context}[{i}]", list[i]).ConfigureAwait(false));
        }
        return result.MoveToImmutable();
    }

    private static bool IsDefaultImmutableArray(IList list)
        => list.GetType() is { IsGenericType: true } type
            && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            && (bool)type.GetProperty(nameof(ImmutableArray<>.IsDefault))!.GetValue(list)!;

    private async Task<object?> WriteAnnotatedAsync(string context, object value)
    {
        var type = value.GetType();
        if (type.IsValueType && type.IsDefined(typeof(EnumTypeAttribute)))
        {
            var conversion = type.GetMethod("op_Explicit", BindingFlags.Public | BindingFlags.Static, [type]);
            return conversion?.ReturnType == typeof(string) || conversion?.ReturnType == typeof(double)
                ? conversion.Invoke(null, [value])
                : throw new InvalidOperationException(
                    $"Expected {type.FullName} to have an explicit conversion operator to String or Double.\n\t{context}");
        }
        if (type.IsDefined(typeof(OutputTypeAttribute)))
        {
            // An output's type has no wire names of its own: its read-only fields give them, in camel case.
            var fields = type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .Where(field => field.IsInitOnly)
                .ToDictionary(field => char.ToLowerInvariant(field.Name[0]) + field.Name[1..], field => field.GetValue(value));
            var result = ImmutableDictionary.CreateBuilder<string, object?>();
            foreach (var (name, field) in fields)
            {
                result[name] = await WriteAsync($"{context}.{name}", field).ConfigureAwait(false);
            }
            return result.ToImmutable();
        }
        throw new InvalidOperationException($"{type.FullName} is not a supported argument type.\n\t{context}");
    }
}
