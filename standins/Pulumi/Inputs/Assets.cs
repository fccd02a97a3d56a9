namespace Pulumi;

/// <summary>A file or text, or a set of them, that a provider uploads.</summary>
public abstract class AssetOrArchive
{
    private protected AssetOrArchive(string sigKey, string propName, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        (SigKey, PropName, Value) = (sigKey, propName, value);
    }

    internal string SigKey { get; }

    internal string PropName { get; }

    internal object Value { get; }
}

public abstract class Asset : AssetOrArchive
{
    private protected Asset(string propName, object value) : base(WireNames.AssetSignature, propName, value)
    {
    }
}

public sealed class FileAsset(string path) : Asset(WireNames.Path, path);

public sealed class StringAsset(string text) : Asset(WireNames.Text, text);

public sealed class RemoteAsset(string uri) : Asset(WireNames.Uri, uri);

public abstract class Archive : AssetOrArchive
{
    private protected Archive(string propName, object value) : base(WireNames.ArchiveSignature, propName, value)
    {
    }
}

public sealed class FileArchive(string path) : Archive(WireNames.Path, path);

public sealed class RemoteArchive(string uri) : Archive(WireNames.Uri, uri);

public sealed class AssetArchive(IDictionary<string, AssetOrArchive> assets) : Archive(WireNames.Assets, assets.ToImmutableDictionary());

/// <summary>What an output of an asset's type becomes when the provider returned something else.</summary>
internal sealed class InvalidAsset() : Asset(WireNames.Text, "");

internal sealed class InvalidArchive() : Archive(WireNames.Assets, ImmutableDictionary<string, AssetOrArchive>.Empty);
