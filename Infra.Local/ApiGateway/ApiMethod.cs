using System.Collections.Immutable;

namespace Infra.Local.ApiGateway;

/// <summary>A method on a resource.</summary>
internal sealed record ApiMethod
{
    public required string ResourceId { get; init; }

    /// <summary>The verb, or <c>ANY</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The authorizer's id; null for a method that none guards.</summary>
    public required string? AuthorizerId { get; init; }

    /// <summary>Authorization COGNITO_USER_POOLS: scopes of which an access token needs one; without any an ID token is wanted.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>Authorization AWS_IAM: callers sign, and need execute-api:Invoke.</summary>
    public bool IsSigned { get; init; }

    /// <summary>What the method's validator lets a JSON body be; null for anything.</summary>
    public BodySchema? Body { get; init; }

    /// <summary>What the method's validator insists on, e.g. <c>method.request.header.device-csr</c>; empty without a validator.</summary>
    public required ImmutableArray<string> RequiredParameters { get; init; }
}

/// <summary>What a method does.</summary>
internal sealed record ApiIntegration
{
    /// <summary><c>AWS_PROXY</c> or <c>MOCK</c>.</summary>
    public required string Type { get; init; }

    /// <summary>ARN of the function behind <c>AWS_PROXY</c>.</summary>
    public string? FunctionArn { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>The mock's request template; it says the status: <c>{"statusCode": 200}</c>.</summary>
    public string? RequestTemplate { get; init; }
}

/// <summary>What a mock answers with a status.</summary>
/// <param name="Template">Body; may name <c>$context</c> variables.</param>
/// <param name="Headers">Header values by name.</param>
internal sealed record ApiMockResponse(string Template, ImmutableDictionary<string, string> Headers);

/// <summary>What tells an API's callers.</summary>
/// <param name="Id">Its id.</param>
internal abstract record ApiAuthorizer(string Id);

/// <summary>A Lambda authorizer of type REQUEST.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FunctionArn">The function that decides.</param>
/// <param name="IdentitySources">Header names that a request must carry, else it is refused without asking the function.</param>
/// <param name="CacheFor">How long a decision is remembered for the same identity; zero for not at all.</param>
internal sealed record LambdaAuthorizer(string Id, string FunctionArn, ImmutableArray<string> IdentitySources, TimeSpan CacheFor) : ApiAuthorizer(Id);

/// <summary>An authorizer of type COGNITO_USER_POOLS.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Issuers">The issuers that its user pools are.</param>
/// <param name="IdentitySource">The header that has the token.</param>
internal sealed record UserPoolAuthorizer(string Id, ImmutableArray<string> Issuers, string IdentitySource) : ApiAuthorizer(Id);

/// <summary>What the API itself answers when it refuses or fails.</summary>
/// <param name="Status">The status; null keeps the response type's own.</param>
/// <param name="Template">Body; may name <c>$context</c> variables; null keeps the standard body.</param>
/// <param name="Headers">Header values by name.</param>
internal sealed record ApiGatewayResponse(int? Status, string? Template, ImmutableDictionary<string, string> Headers);
