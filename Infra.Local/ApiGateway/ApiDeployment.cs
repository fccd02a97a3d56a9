using System.Collections.Immutable;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>A method with everything that serving it needs.</summary>
internal sealed record ApiRoute(
    ApiResource Resource,
    ApiMethod Method,
    ApiIntegration Integration,
    ApiAuthorizer? Authorizer,
    ImmutableDictionary<int, ApiMockResponse> MockResponses);

/// <summary>An API as it was when it was deployed.</summary>
internal sealed record ApiDeployment(string Id, ImmutableArray<ApiRoute> Routes, ImmutableDictionary<string, ApiGatewayResponse> GatewayResponses, PolicyDocument? Policy)
{
    /// <summary>The route for a request, and the values of its path parameters. A literal part wins over a parameter, a verb over ANY.</summary>
    public (ApiRoute Route, ImmutableDictionary<string, string> PathParameters)? Find(string verb, string path)
    {
        var matches =
            from route in Routes
            where route.Method.Verb == verb || route.Method.Verb == "ANY"
            let parameters = Match(route.Resource.Path, path)
            where parameters is not null
            orderby parameters.Count, route.Method.Verb == "ANY"
            select (route, parameters);
        return matches.FirstOrDefault() is { route: not null } first ? first : null;
    }

    private static ImmutableDictionary<string, string>? Match(string pattern, string path)
    {
        var parameters = ImmutableDictionary.CreateBuilder<string, string>();
        var (parts, given) = (pattern.Split('/'), path.Split('/'));
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is ['{', .. var greedy, '+', '}'] && i < given.Length)
            {
                parameters[greedy] = string.Join('/', given[i..]);
                return parameters.ToImmutable();
            }
            if (i >= given.Length) { return null; }
            if (parts[i] is ['{', .. var name, '}']) { parameters[name] = given[i]; }
            else if (parts[i] != given[i]) { return null; }
        }
        return parts.Length == given.Length ? parameters.ToImmutable() : null;
    }
}
