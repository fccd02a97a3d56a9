using System.Collections.Immutable;

namespace Infra.Local.Iam;

/// <summary>The condition keys of one request, e.g. <c>aws:SourceArn</c>. Key names are compared without case; a key may have several values.</summary>
internal sealed class RequestContext
{
    private readonly ImmutableDictionary<string, ImmutableArray<string>> values;

    private RequestContext(ImmutableDictionary<string, ImmutableArray<string>> values) => this.values = values;

    public static RequestContext Empty { get; } = new(ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.OrdinalIgnoreCase));

    /// <summary>A context of single-valued keys.</summary>
    public static RequestContext Of(params ReadOnlySpan<(string Key, string Value)> entries)
    {
        var context = Empty;
        foreach (var (key, value) in entries) { context = context.With(key, value); }
        return context;
    }

    public RequestContext With(string key, params ReadOnlySpan<string> values) => new(this.values.SetItem(key, [.. values]));

    /// <summary>The key's values; a default array when the request does not carry the key.</summary>
    public ImmutableArray<string> this[string key] => values.GetValueOrDefault(key);
}
