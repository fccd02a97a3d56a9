using System.Collections.Immutable;

namespace Infra.Local.Aws;

/// <summary>A refusal in the words of the real service; the front renders it in that service's error shape.</summary>
internal sealed class AwsException(int status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The error type, as the SDKs match it, e.g. <c>ResourceNotFoundException</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Further members of the error's body beside the message, e.g. <c>resourceId</c> and <c>resourceArn</c> of AWS IoT's ResourceAlreadyExistsException.</summary>
    public ImmutableDictionary<string, string> Details { get; init; } = ImmutableDictionary<string, string>.Empty;
}
