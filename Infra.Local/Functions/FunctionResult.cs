using System.Text.Json.Nodes;

namespace Infra.Local.Functions;

/// <summary>How an invocation ended.</summary>
/// <param name="Payload">What the function answered, or the error object.</param>
/// <param name="Error">Null, or <c>Unhandled</c>: the function failed.</param>
internal sealed record FunctionResult(ReadOnlyMemory<byte> Payload, string? Error)
{
    /// <summary>The error's message; null when the function succeeded.</summary>
    public string? ErrorMessage
    {
        get
        {
            if (Error is null) { return null; }
            try
            {
                return (string?)JsonNode.Parse(Payload.Span)?["errorMessage"] ?? "";
            }
            catch (System.Text.Json.JsonException)
            {
                return "";
            }
        }
    }

    public static FunctionResult Failed(string errorType, string errorMessage) => new(
        System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["errorType"] = errorType, ["errorMessage"] = errorMessage }.ToJsonString()), "Unhandled");
}
