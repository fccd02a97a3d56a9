namespace Infra.Local.Aws;

/// <summary>A refusal in the words of the real service; the front renders it in that service's error shape.</summary>
internal sealed class AwsException(int status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The error type, as the SDKs match it, e.g. <c>ResourceNotFoundException</c>.</summary>
    public string Code { get; } = code;
}
