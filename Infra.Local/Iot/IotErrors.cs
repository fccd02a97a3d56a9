using System.Collections.Immutable;
using Infra.Local.Aws;

namespace Infra.Local.Iot;

/// <summary>AWS IoT's refusals, with the HTTP statuses of its service model (2015-05-28).</summary>
internal static class IotErrors
{
    public static AwsException Invalid(string message) => new(400, "InvalidRequestException", message);

    public static AwsException NotFound(string message) => new(404, "ResourceNotFoundException", message);

    public static AwsException AlreadyExists(string message, string id, string arn) => new(409, "ResourceAlreadyExistsException", message)
    {
        Details = ImmutableDictionary<string, string>.Empty.Add("resourceId", id).Add("resourceArn", arn),
    };

    public static AwsException DeleteConflict(string message) => new(409, "DeleteConflictException", message);

    public static AwsException VersionConflict(string message) => new(409, "VersionConflictException", message);

    public static AwsException VersionsLimitExceeded(string message) => new(409, "VersionsLimitExceededException", message);

    public static AwsException LimitExceeded(string message) => new(410, "LimitExceededException", message);

    public static AwsException MalformedPolicy(string message) => new(400, "MalformedPolicyException", message);

    public static AwsException CertificateState(string message) => new(406, "CertificateStateException", message);

    public static AwsException CertificateConflict(string message) => new(409, "CertificateConflictException", message);

    public static AwsException CertificateValidation(string message) => new(400, "CertificateValidationException", message);

    public static AwsException RegistrationCodeValidation(string message) => new(400, "RegistrationCodeValidationException", message);

    public static AwsException RegistrationFailure(string message) => new(400, "ResourceRegistrationFailureException", message);

    public static AwsException ConflictingUpdate(string message) => new(409, "ConflictingResourceUpdateException", message);
}
