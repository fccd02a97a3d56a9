using System.Text.Json;
using Amazon.Lambda.Core;

namespace Infra.Tests.StandIns.Lambda;

/// <summary>A sample event.</summary>
public sealed record Question(string Text);

/// <summary>A sample answer.</summary>
public sealed record Reply(int Length);

/// <summary>A serializer of the simplest kind.</summary>
public sealed class SampleSerializer : ILambdaSerializer
{
    private static readonly JsonSerializerOptions _anyCase = new() { PropertyNameCaseInsensitive = true };

    public T Deserialize<T>(Stream requestStream) => JsonSerializer.Deserialize<T>(requestStream, _anyCase)!;

    public void Serialize<T>(T response, Stream responseStream) => JsonSerializer.Serialize(responseStream, response);
}
