namespace Infra.Local.ApiGateway;

/// <summary>
/// The API itself answers, not the integration (API Gateway Developer Guide, "Gateway response types").
/// </summary>
/// <param name="Type">Response type; a program may set its own body and headers for it.</param>
/// <param name="Status">The type's own status.</param>
/// <param name="Message">The standard message; null where AWS sends <c>{"message":null}</c>.</param>
internal sealed record Refusal(string Type, int Status, string? Message)
{
    public static Refusal NoSuchStage { get; } = new("ACCESS_DENIED", 403, "Forbidden");

    // AWS calls a route that does not exist this, since the request might have been for another, signed API.
    public static Refusal NoSuchRoute { get; } = new("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token");

    public static Refusal NotSigned { get; } = NoSuchRoute;

    public static Refusal BadBody { get; } = new("BAD_REQUEST_BODY", 400, "Invalid request body");

    public static Refusal HeadersTooLarge { get; } = new("DEFAULT_4XX", 431, "Request Header Fields Too Large");

    public static Refusal Throttled { get; } = new("THROTTLED", 429, "Too Many Requests");

    public static Refusal Unauthorized { get; } = new("UNAUTHORIZED", 401, "Unauthorized");

    /// <summary>A token of a user pool that was good.</summary>
    public static Refusal TokenExpired { get; } = new("UNAUTHORIZED", 401, "The incoming token has expired");

    public static Refusal Denied { get; } = new("ACCESS_DENIED", 403, "User is not authorized to access this resource");

    public static Refusal ExplicitlyDenied { get; } = new("ACCESS_DENIED", 403, "User is not authorized to access this resource with an explicit deny");

    public static Refusal AuthorizerFailed { get; } = new("AUTHORIZER_FAILURE", 500, null);

    /// <summary>No permission to invoke the authorizer, or an answer that is none.</summary>
    public static Refusal AuthorizerMisconfigured { get; } = new("AUTHORIZER_CONFIGURATION_ERROR", 500, null);

    /// <summary>No permission to invoke the integration's function.</summary>
    public static Refusal IntegrationMisconfigured { get; } = new("API_CONFIGURATION_ERROR", 500, "Internal server error");

    public static Refusal IntegrationFailed { get; } = new("DEFAULT_5XX", 502, "Internal server error");

    public static Refusal IntegrationTimedOut { get; } = new("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out");

    /// <summary>An unknown key, another signature than the right one, or one for something else.</summary>
    public static Refusal BadSignature(string message) => new("INVALID_SIGNATURE", 403, message);

    public static Refusal BadParameters(IEnumerable<string> missing) =>
        new("BAD_REQUEST_PARAMETERS", 400, $"Missing required request parameters: [{string.Join(", ", missing)}]");

    /// <summary>The type, then the one for its class of statuses: where a program's own answer is looked up.</summary>
    public IEnumerable<string> Lookup => [Type, Status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
}

/// <summary>Ends a request with the API's own answer.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}
