using Amazon.Lambda.Core;

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
internal sealed class JsonFunction<TEvent, TAnswer>(IHandler<TEvent, TAnswer> handler, ILambdaSerializer serializer) : IFunction
{
    public async Task<Stream> HandleAsync(Stream @event, Invocation invocation)
    {
        var answer = await handler.HandleAsync(serializer.Deserialize<TEvent>(@event), invocation);
        var output = new MemoryStream();
        serializer.Serialize(answer, output);
        output.Position = 0;
        return output;
    }
}
