using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace Infra.Tools.Aws;

/// <summary>The AWS SDK's exceptions in the tool's voice.</summary>
internal static partial class AwsRefusals
{
    /// <summary>Null when the exception is not the SDK's.</summary>
    public static ToolException? Of(Exception thrown) => thrown switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } e =>
            new ToolException(ExitCodes.Aws, $"aws-{Kebab(code)}", $"AWS answered {(int)e.StatusCode} {code}: {e.Message.TrimEnd('.')}", HintFor(code)),
        AmazonServiceException e => new ToolException(ExitCodes.Aws, "aws-no-answer", $"AWS did not answer: {e.Message.TrimEnd('.')}", Unreachable),
        AmazonClientException e => new ToolException(ExitCodes.Aws, "aws-client", e.Message.TrimEnd('.'), "check AWS_PROFILE or the credentials, and AWS_REGION"),
        HttpRequestException e => new ToolException(ExitCodes.Aws, "aws-no-answer", $"AWS did not answer: {e.Message.TrimEnd('.')}", Unreachable),
        _ => null,
    };

    private const string Unreachable = "check the network, --region and AWS_ENDPOINT_URL";

    private static string HintFor(string code) => code switch
    {
        "AccessDeniedException" or "UnauthorizedException" => "the caller's IAM policy must allow the action that the message names",
        "ExpiredTokenException" or "UnrecognizedClientException" => "sign in again (aws sso login), or set fresh credentials",
        "ThrottlingException" or "LimitExceededException" => "wait a little and repeat; what is done already is not done twice",
        "ResourceNotFoundException" => "look at the name and at the region: --region or AWS_REGION",
        "InvalidRequestException" or "ValidationException" => "correct what the message names",
        "InternalFailureException" or "InternalServerError" or "ServiceUnavailableException" => "a fault of AWS: repeat; what is done already is not done twice",
        _ => "look the name up in the service's API reference; the message is AWS's own",
    };

    /// <summary>ResourceNotFoundException becomes resource-not-found.</summary>
    private static string Kebab(string code) =>
        Humps().Replace(code.EndsWith("Exception", StringComparison.Ordinal) ? code[..^"Exception".Length] : code, "-").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex Humps();
}
