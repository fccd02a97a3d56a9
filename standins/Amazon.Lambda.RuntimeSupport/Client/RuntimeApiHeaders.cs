namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The headers that come with an event.</summary>
internal sealed class RuntimeApiHeaders(HttpResponseMessage response)
{
    public string AwsRequestId { get; } = Value(response, "Lambda-Runtime-Aws-Request-Id")
        ?? throw new KeyNotFoundException("the Runtime API sent an event without the header Lambda-Runtime-Aws-Request-Id");

    public string DeadlineMs { get; } = Value(response, "Lambda-Runtime-Deadline-Ms");

    public string InvokedFunctionArn { get; } = Value(response, "Lambda-Runtime-Invoked-Function-Arn");

    public string TraceId { get; } = Value(response, "Lambda-Runtime-Trace-Id");

    public string ClientContextJson { get; } = Value(response, "Lambda-Runtime-Client-Context");

    public string CognitoIdentityJson { get; } = Value(response, "Lambda-Runtime-Cognito-Identity");

    public string TenantId { get; } = Value(response, "Lambda-Runtime-Aws-Tenant-Id");

    private static string Value(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
