namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Runtime API answered with something other than success; the function cannot go on.</summary>
public class RuntimeApiClientException : Exception
{
    public RuntimeApiClientException(
        string message, int statusCode, string response, Dictionary<string, IEnumerable<string>> headers, Exception innerException)
        : base(message, innerException)
    {
        StatusCode = statusCode;
        Response = response;
        Headers = headers;
    }

    public int StatusCode { get; }

    public string Response { get; }

    public Dictionary<string, IEnumerable<string>> Headers { get; }

    public override string ToString() => $"HTTP Response: \n\n{Response}\n\n{base.ToString()}";
}
