using System.Text.Json;
using Infra.Lambdas.Authorizer;

namespace Infra.Fuzzing.Running;

/// <summary>A request with which something went wrong.</summary>
/// <param name="Fault">What.</param>
/// <param name="Event">The request.</param>
/// <param name="Story">How it came about.</param>
internal sealed record FuzzFinding(FuzzFault Fault, RequestAuthorizerEvent Event, string Story)
{
    private static readonly JsonSerializerOptions _asApiGateway = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes the request as the JSON event that API Gateway would send, and returns the file.</summary>
    public string SaveIn(string folder)
    {
        Directory.CreateDirectory(folder);
        var json = JsonSerializer.SerializeToUtf8Bytes(Event, _asApiGateway);
        var file = Path.Combine(folder, $"{Fault.Code}-{Identity.Sha256Digest.Of(json).ToString()[..12]}.json");
        File.WriteAllBytes(file, json);
        return file;
    }

    /// <summary>Reads a saved request.</summary>
    public static RequestAuthorizerEvent Load(string file)
    {
        using var json = File.OpenRead(file);
        return RequestAuthorizerEvent.Read(json);
    }
}
