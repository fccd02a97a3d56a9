using System.Text.Json;

namespace Amazon.Runtime.StandIn;

/// <summary>How values of one .NET type travel: in JSON, and as text in a path, a query or a header. Null values never reach a codec.</summary>
internal abstract class Codec<T>
{
    public abstract void Write(Utf8JsonWriter writer, T value);

    public abstract T Read(JsonElement element);

    public virtual string ToText(T value) => throw new NotSupportedException($"a {typeof(T)} cannot travel in a path, query or header");

    /// <summary>Whether a value is sent at all; mirrors the generated IsSet methods of the AWS SDK.</summary>
    public virtual bool IsSet(T value) => value is not null;
}
