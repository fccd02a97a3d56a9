using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>Asks a Lambda authorizer and evaluates the policy that it returns (API Gateway Developer Guide, "Use API Gateway Lambda authorizers").</summary>
internal sealed class AuthorizerStep(IFunctionInvoker functions, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, Verdict Verdict)> cache = new(StringComparer.Ordinal);

    private sealed record Verdict(PolicyDocument Policy, ImmutableDictionary<string, string> Context);

    /// <summary>The context for the integration; throws <see cref="RefusedException"/> when the caller may not.</summary>
    public async Task<JsonObject> AuthorizeAsync(ApiRequest request, LambdaAuthorizer authorizer, CancellationToken cancellationToken)
    {
        var byPolicy = ResourcePolicy.OfUnsigned(request);
        if (byPolicy == PolicyDecision.ExplicitDeny) { throw new RefusedException(ResourcePolicy.Refusal(request, byPolicy)); }
        var identity = authorizer.IdentitySources.Select(header => request.Http.Headers[header].ToString()).ToArray();
        if (identity.Any(string.IsNullOrEmpty)) { throw new RefusedException(Refusal.Unauthorized); }
        var key = $"{request.Stage.Name}\n{authorizer.Id}\n{string.Join('\n', identity)}";
        if (!cache.TryGetValue(key, out var cached) || cached.Until <= clock.GetUtcNow())
        {
            cached = (clock.GetUtcNow() + authorizer.CacheFor, await AskAsync(request, authorizer, cancellationToken));
            if (authorizer.CacheFor > TimeSpan.Zero) { cache[key] = cached; }
        }
        foreach (var (name, value) in cached.Verdict.Context) { request.Context[$"authorizer.{name}"] = value; }
        var byAuthorizer = PolicyEvaluator.Decide([cached.Verdict.Policy], "execute-api:Invoke", request.MethodArn, RequestContext.Empty);
        return ResourcePolicy.Either(byAuthorizer, byPolicy ?? PolicyDecision.ImplicitDeny) switch
        {
            PolicyDecision.Allow => new(cached.Verdict.Context.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value))),
            PolicyDecision.ExplicitDeny => throw new RefusedException(Refusal.ExplicitlyDenied),
            _ => throw new RefusedException(Refusal.Denied),
        };
    }

    private async Task<Verdict> AskAsync(ApiRequest request, LambdaAuthorizer authorizer, CancellationToken cancellationToken)
    {
        // API Gateway calls an authorizer on behalf of the authorizer, not of the method.
        var source = RequestContext.Of(
            ("aws:SourceArn", $"{request.Api.ExecutionArn}/authorizers/{authorizer.Id}"), ("aws:SourceAccount", Arns.Account));
        var payload = Encoding.UTF8.GetBytes(request.AuthorizerEvent().ToJsonString());
        var result = await functions.InvokeAsync(authorizer.FunctionArn, "apigateway.amazonaws.com", source, payload, cancellationToken);
        return result switch
        {
            null => throw new RefusedException(Refusal.AuthorizerMisconfigured),
            // This message, exactly, is how an authorizer refuses.
            { Error: not null, ErrorMessage: "Unauthorized" } => throw new RefusedException(Refusal.Unauthorized),
            { Error: not null } => throw new RefusedException(Refusal.AuthorizerFailed),
            _ => Parse(result.Payload) ?? throw new RefusedException(Refusal.AuthorizerMisconfigured),
        };
    }

    /// <summary>An answer with a principal, a policy and a flat context; null for anything else.</summary>
    private static Verdict? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (JsonNode.Parse(payload.Span) is not JsonObject answer
                || answer["principalId"] is not JsonValue principal || principal.GetValueKind() != JsonValueKind.String
                || answer["policyDocument"] is not JsonObject policy)
            {
                return null;
            }
            var context = ImmutableDictionary.CreateBuilder<string, string>();
            context["principalId"] = (string)principal!;
            foreach (var (name, value) in answer["context"] as JsonObject ?? [])
            {
                if (value is JsonObject or JsonArray) { return null; }
                // Numbers and booleans reach the integration as text.
                if (value is not null) { context[name] = value.ToString(); }
            }
            return new(PolicyDocument.Parse(policy.ToJsonString()), context.ToImmutable());
        }
        catch (Exception fault) when (fault is JsonException or MalformedPolicyException)
        {
            return null;
        }
    }
}
