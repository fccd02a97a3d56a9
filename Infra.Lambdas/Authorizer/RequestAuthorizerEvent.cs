using Amazon.Lambda.APIGatewayEvents;

namespace Infra.Lambdas.Authorizer;

/// <summary>The event of a REQUEST authorizer, with the member that shows whether a header came twice; the package's type lacks it.</summary>
public sealed class RequestAuthorizerEvent : APIGatewayCustomAuthorizerRequest
{
    /// <summary>Every value of every header.</summary>
    public IDictionary<string, IList<string>>? MultiValueHeaders { get; set; }
}
