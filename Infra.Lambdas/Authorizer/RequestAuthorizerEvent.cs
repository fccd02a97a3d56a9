using System.Text.Json;

namespace Infra.Lambdas.Authorizer;

/// <summary>
/// What is read of a REQUEST authorizer's event (API Gateway Developer Guide, "Input to an API Gateway Lambda authorizer"). The package's type lacks the
/// member that shows whether a header came twice.
/// </summary>
public sealed class RequestAuthorizerEvent
{
    /// <summary>The method that is called, and the only one that may be allowed.</summary>
    public string MethodArn { get; init; } = "";

    /// <summary>The last value of each header.</summary>
    public IDictionary<string, string>? Headers { get; init; }

    /// <summary>Every value of every header.</summary>
    public IDictionary<string, IList<string>>? MultiValueHeaders { get; init; }

    /// <summary>Reads the event. By hand: the serializer's descriptions of a type, made anew in each process, are a tenth of a cold start.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A member is of another kind than it should be.</exception>
    public static RequestAuthorizerEvent Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new RequestAuthorizerEvent
        {
            MethodArn = Member(root, "methodArn")?.GetString() ?? "",
            Headers = Members(root, "headers", value => value.GetString()!),
            MultiValueHeaders = Members<IList<string>>(root, "multiValueHeaders", Values),
        };
    }

    private static Dictionary<string, T>? Members<T>(JsonElement root, string name, Func<JsonElement, T> read)
    {
        if (Member(root, name) is not { } members)
        {
            return null;
        }

        var values = new Dictionary<string, T>();
        foreach (var member in members.EnumerateObject())
        {
            values[member.Name] = read(member.Value);
        }

        return values;
    }

    private static string[] Values(JsonElement values) =>
        values.ValueKind is JsonValueKind.Null ? [] : [.. values.EnumerateArray().Select(value => value.GetString()!)];

    private static JsonElement? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;
}
