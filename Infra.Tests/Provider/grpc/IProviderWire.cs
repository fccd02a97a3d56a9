using System.Text.Json.Nodes;

namespace Infra.Tests.Provider.Grpc;

/// <summary>The provider, reached in one way or another: a verb with its request in, its answer out.</summary>
internal interface IProviderWire : IAsyncDisposable
{
    /// <summary>The answer, or a <see cref="VerbFailedException"/> with what the engine would show.</summary>
    Task<JsonObject> CallAsync(string verb, JsonObject request);
}

/// <summary>The provider answered a verb with an error.</summary>
internal sealed class VerbFailedException(string message) : Exception(message);
