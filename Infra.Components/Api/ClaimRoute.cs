using System.Text.Json;
using Infra.Identity;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.ApiGateway;

namespace Infra.Components;

/// <summary>
/// POST /claim: no device asks here but people and their applications, who have no CSR and sign with AWS credentials instead, or send an access token.
/// API Gateway checks signature and permission, or token and scope, then the body, before the function runs, and tells it who asked.
/// </summary>
/// <param name="Vendor">The function behind it.</param>
/// <param name="Authorization">How callers show who they are.</param>
internal sealed record ClaimRoute(ProvisioningFunction Vendor, ClaimAuthorization Authorization)
{
    public const string Verb = "POST";

    private const string MediaType = "application/json";

    // The vendor gives up after 10 s and says so itself.
    private const int TimeoutMilliseconds = 15_000;

    // API Gateway knows JSON schema draft 4.
    private static readonly string Body = JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["$schema"] = "http://json-schema.org/draft-04/schema#",
        ["type"] = "object",
        ["required"] = new[] { ClaimRequestProperties.DeviceId },
        ["additionalProperties"] = false,
        ["properties"] = new Dictionary<string, object>
        {
            [ClaimRequestProperties.DeviceId] = new { type = "string", pattern = DeviceId.Pattern },
        },
    });

    /// <summary>What a change of must lead to a new deployment of the API.</summary>
    public Output<string> Shape => Vendor.InvokeArn.Apply(arn => $"{Verb} {Routes.Claim} {Body} {TimeoutMilliseconds} {arn}{(Authorization is ClaimAuthorization.Cognito cognito
        ? $" {string.Join(' ', cognito.UserPoolArns)} {string.Join(' ', cognito.Scopes)}"
        : "")}");

    /// <summary>Creates the route in the API; returns what the deployment must wait for.</summary>
    public IEnumerable<Pulumi.Resource> Create(string name, ApiParts parts)
    {
        var options = parts.Options;
        var resource = parts.Path(name, Routes.Claim);

        var model = new Model(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            Name = "claim",
            ContentType = MediaType,
            Schema = Body,
        }, options);

        var validator = new RequestValidator(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            Name = "body",
            ValidateRequestBody = true,
            ValidateRequestParameters = false,
        }, options);

        var asked = new MethodArgs
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ResourceId = resource.Id,
            HttpMethod = Verb,
            RequestValidatorId = validator.Id,
            RequestModels = { { MediaType, model.Name } },
        };
        if (Authorization is ClaimAuthorization.Cognito cognito)
        {
            // With scopes API Gateway takes access tokens only, and of them those that have one of the scopes.
            (asked.Authorization, asked.AuthorizerId, asked.AuthorizationScopes) = ("COGNITO_USER_POOLS", NewAuthorizer(name, cognito, parts).Id, cognito.Scopes.ToArray());
        }
        else { asked.Authorization = "AWS_IAM"; }
        var method = new Method(name, asked, options);

        var integration = parts.Invoke(name, resource, method, (Verb, Routes.Claim), Vendor, TimeoutMilliseconds);

        return [resource, method, integration];
    }

    private static Authorizer NewAuthorizer(string name, ClaimAuthorization.Cognito cognito, ApiParts parts) => new(name, new()
    {
        RestApi = parts.Api.Id,
        Region = parts.Region,
        Name = "user-pool",
        Type = "COGNITO_USER_POOLS",
        ProviderArns = cognito.UserPoolArns.ToArray(),
        IdentitySource = "method.request.header.Authorization",
        // A token that has ended meanwhile is not let in by what is remembered of it.
        AuthorizerResultTtlInSeconds = 0,
    }, parts.Options);
}
