using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Infra.Lambdas.Hosting;

/// <summary>A function as the runtime sees it: bytes in, bytes out.</summary>
internal interface IFunction
{
    Task<Stream> HandleAsync(Stream @event, Invocation invocation);
}

/// <summary>A function as its author sees it: an event in, an answer out.</summary>
internal interface IHandler<in TEvent, TAnswer>
{
    Task<TAnswer> HandleAsync(TEvent @event, Invocation invocation);
}

/// <summary>Joins the two.</summary>
/// <param name="handler">What is done.</param>
/// <param name="read">Reads an event.</param>
/// <param name="write">Writes an answer.</param>
internal sealed class JsonFunction<TEvent, TAnswer>(IHandler<TEvent, TAnswer> handler, Func<Stream, TEvent> read, Action<Utf8JsonWriter, TAnswer> write) : IFunction
{
    /// <summary>By the serializer's generated code.</summary>
    public JsonFunction(IHandler<TEvent, TAnswer> handler, JsonTypeInfo<TEvent> events, JsonTypeInfo<TAnswer> answers)
        : this(
            handler,
            stream => JsonSerializer.Deserialize(stream, events) ?? throw new JsonException("the event is null"),
            (json, answer) => JsonSerializer.Serialize(json, answer, answers))
    {
    }

    public async Task<Stream> HandleAsync(Stream @event, Invocation invocation)
    {
        var answer = await handler.HandleAsync(read(@event), invocation);
        var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, JsonFunction.Plain))
        {
            write(json, answer);
        }

        output.Position = 0;
        return output;
    }
}

/// <summary>What all of them share.</summary>
internal static class JsonFunction
{
    /// <summary>How answers are written. A certificate's PEM is full of letters that the default would escape for the sake of HTML.</summary>
    public static JsonWriterOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
