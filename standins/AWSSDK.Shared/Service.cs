using Amazon.Runtime.Internal;

namespace Amazon.Runtime.StandIn;

/// <summary>What all operations of a service share.</summary>
internal sealed record Service(string Name, string ServiceId, string ApiVersion, Func<ErrorResponse, AmazonServiceException> BaseError);

/// <summary>An error that a service declares, and its exception.</summary>
internal sealed record DeclaredError(string Code, Func<ErrorResponse, AmazonServiceException> Create);
