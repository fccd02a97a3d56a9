namespace Pulumi;

/// <summary>Reads the engine's property format: signed maps become what they stand for, traits of parts become traits of the whole.</summary>
internal static class WireReader
{
    public static OutputData<object?> Read(object? wire)
    {
        var isSecret = false;
        while (SignatureOf(wire) == WireNames.SecretSignature)
        {
            isSecret = true;
            if (!((ImmutableDictionary<string, object?>)wire!).TryGetValue(WireNames.Value, out wire))
            {
                throw new InvalidOperationException("Secrets must have a field called 'value'");
            }
        }
        var data = ReadOpen(wire);
        return data with { IsSecret = isSecret || data.IsSecret };
    }

    /// <summary>The properties that are known and not null, as mocks and callbacks see them.</summary>
    public static ImmutableDictionary<string, object> ReadKnown(IEnumerable<KeyValuePair<string, object>> properties)
    {
        var result = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (var (name, wire) in properties)
        {
            if (Read(wire) is { IsKnown: true, Value: { } value })
            {
                result.Add(name, value);
            }
        }
        return result.ToImmutable();
    }

    public static bool ContainsUnknown(object? wire) => wire switch
    {
        string text => text == WireNames.Unknown,
        ImmutableArray<object?> list => list.Any(ContainsUnknown),
        ImmutableDictionary<string, object?> map => map.Values.Any(ContainsUnknown),
        _ => false,
    };

    private static OutputData<object?> ReadOpen(object? wire) => wire switch
    {
        null or bool or double => OutputData<object?>.Known(wire),
        WireNames.Unknown => OutputData<object?>.Unknown(),
        string => OutputData<object?>.Known(wire),
        ImmutableArray<object?> list => ReadList(list),
        ImmutableDictionary<string, object?> map => SignatureOf(map) switch
        {
            WireNames.AssetSignature or WireNames.ArchiveSignature => OutputData<object?>.Known(ReadAsset(map)),
            WireNames.ResourceSignature => OutputData<object?>.Known(ReadResource(map)),
            _ => ReadMap(map),
        },
        _ => throw new InvalidOperationException($"Unsupported value when converting to protobuf: {wire.GetType().FullName}"),
    };

    private static string? SignatureOf(object? wire)
        => wire is ImmutableDictionary<string, object?> map
            && map.TryGetValue(WireNames.Signature, out var signature) ? signature as string : null;

    private static OutputData<object?> ReadList(ImmutableArray<object?> list)
    {
        var parts = list.Select(Read).ToList();
        return new([], parts.Select(part => part.Value).ToImmutableArray(), parts.All(part => part.IsKnown), parts.Any(part => part.IsSecret));
    }

    private static OutputData<object?> ReadMap(ImmutableDictionary<string, object?> map)
    {
        // Keys that begin with two underscores are the engine's own.
        var parts = map.Where(entry => !entry.Key.StartsWith("__", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => Read(entry.Value));
        return new(
            [],
            parts.ToImmutableDictionary(part => part.Key, part => part.Value.Value),
            parts.Values.All(part => part.IsKnown),
            parts.Values.Any(part => part.IsSecret));
    }

    private static AssetOrArchive ReadAsset(ImmutableDictionary<string, object?> map)
    {
        var isAsset = SignatureOf(map) == WireNames.AssetSignature;
        if (map.GetValueOrDefault(WireNames.Path) is string path)
        {
            return isAsset ? new FileAsset(path) : new FileArchive(path);
        }
        if (map.GetValueOrDefault(WireNames.Uri) is string uri)
        {
            return isAsset ? new RemoteAsset(uri) : new RemoteArchive(uri);
        }
        if (isAsset && map.GetValueOrDefault(WireNames.Text) is string text)
        {
            return new StringAsset(text);
        }
        if (!isAsset && map.GetValueOrDefault(WireNames.Assets) is ImmutableDictionary<string, object?> assets)
        {
            return new AssetArchive(assets.ToDictionary(
                entry => entry.Key,
                entry => Read(entry.Value).Value as AssetOrArchive
                    ?? throw new InvalidOperationException("AssetArchive contained an element that wasn't itself an Asset or Archive.")));
        }
        throw new InvalidOperationException(
            $"Value was marked as {(isAsset ? "Asset" : "Archive")}, but did not conform to required shape.");
    }

    private static Resource ReadResource(ImmutableDictionary<string, object?> map)
    {
        if (map.GetValueOrDefault(WireNames.Urn) is not string urn)
        {
            throw new InvalidOperationException("Value was marked as a Resource, but did not conform to required shape.");
        }
        return ResourceTypes.Construct(urn, map.GetValueOrDefault(WireNames.PackageVersion) as string)
            ?? new DependencyResource(urn);
    }
}
