using System.Text.Json;
using Amazon.Runtime.Internal;

namespace Amazon.Runtime.StandIn;

/// <summary>Where a member of a request travels.</summary>
internal enum Location
{
    Body,
    Path,
    Query,
    Header,
}

/// <summary>A member of a structure: its wire name and place.</summary>
internal abstract class Field<TOwner>(Location location, string wireName)
{
    public Location Location => location;

    public string WireName => wireName;

    public abstract void WriteBody(Utf8JsonWriter writer, TOwner owner);

    /// <summary>Puts the member into the request's path, query or headers.</summary>
    public abstract void WriteOutside(IRequest request, TOwner owner, Service service);

    public abstract void Read(JsonElement element, TOwner owner);
}

/// <summary>A member with its type and accessors; no reflection, so that trimmed and natively compiled programs can use it.</summary>
internal sealed class Field<TOwner, T>(Location location, string wireName, Codec<T> codec, Func<TOwner, T> get, Action<TOwner, T> set)
    : Field<TOwner>(location, wireName)
{
    public override void WriteBody(Utf8JsonWriter writer, TOwner owner)
    {
        var value = get(owner);
        if (codec.IsSet(value))
        {
            writer.WritePropertyName(WireName);
            codec.Write(writer, value);
        }
    }

    public override void WriteOutside(IRequest request, TOwner owner, Service service)
    {
        var value = get(owner);
        if (!codec.IsSet(value))
        {
            if (Location == Location.Path)
            {
                throw service.BaseError(new ErrorResponse { Message = $"Request object does not have required field {WireName} set" });
            }

            return;
        }

        var text = codec.ToText(value);
        switch (Location)
        {
            case Location.Path:
                request.AddPathResource("{" + WireName + "}", text);
                break;
            case Location.Query:
                request.Parameters.Add(WireName, text);
                request.UseQueryString = true;
                break;
            case Location.Header:
                request.Headers[WireName] = text;
                break;
            default:
                throw new InvalidOperationException($"{WireName} travels in the body");
        }
    }

    public override void Read(JsonElement element, TOwner owner) => set(owner, codec.Read(element));
}
