using System.Collections.Immutable;
using System.Globalization;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Cognito;
using Infra.Local.Iam;
using Infra.Local.Interpretation;
using Infra.Local.Logs;

namespace Infra.Local.ApiGateway;

/// <summary>Makes REST APIs.</summary>
internal sealed class ApiGatewayMaker(RestApis apis, LogStore logs, DeployedIam iam, UserPools pools) : IResourceMaker
{
    private const string Package = "aws:apigateway/";
    private const string JsonBody = "application/json";
    private const string UserPoolType = "COGNITO_USER_POOLS";

    public IReadOnlyCollection<string> Types { get; } =
    [
        Package + "restApi:RestApi", Package + "resource:Resource", Package + "method:Method", Package + "integration:Integration",
        Package + "integrationResponse:IntegrationResponse", Package + "methodResponse:MethodResponse", Package + "authorizer:Authorizer",
        Package + "requestValidator:RequestValidator", Package + "model:Model", Package + "response:Response", Package + "deployment:Deployment",
        Package + "stage:Stage", Package + "methodSettings:MethodSettings", Package + "account:Account", Package + "restApiPolicy:RestApiPolicy",
    ];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) => registration.Type[Package.Length..] switch
    {
        "restApi:RestApi" => MakeApiAsync(registration, cancellationToken),
        "resource:Resource" => Task.FromResult(MakeResource(registration)),
        "method:Method" => Task.FromResult(MakeMethod(registration)),
        "integration:Integration" => Task.FromResult(MakeIntegration(registration)),
        "integrationResponse:IntegrationResponse" => Task.FromResult(MakeIntegrationResponse(registration)),
        "methodResponse:MethodResponse" => Task.FromResult(MakeMethodResponse(registration)),
        "authorizer:Authorizer" => Task.FromResult(MakeAuthorizer(registration)),
        "requestValidator:RequestValidator" => Task.FromResult(MakeValidator(registration)),
        "model:Model" => Task.FromResult(MakeModel(registration)),
        "response:Response" => Task.FromResult(MakeGatewayResponse(registration)),
        "deployment:Deployment" => Task.FromResult(MakeDeployment(registration)),
        "stage:Stage" => Task.FromResult(MakeStage(registration)),
        "methodSettings:MethodSettings" => Task.FromResult(MakeSettings(registration)),
        "restApiPolicy:RestApiPolicy" => Task.FromResult(MakePolicy(registration)),
        _ => Task.FromResult(MakeAccount(registration)),
    };

    private async Task<Made> MakeApiAsync(Registration registration, CancellationToken cancellationToken)
    {
        var (id, name) = (Names.OpaqueId(registration), Names.Of(registration));
        var api = await apis.CreateAsync(id, name, registration.Region, cancellationToken);
        api.IsPrivate = registration.Map("endpointConfiguration").GetValueOrDefault("types") is "PRIVATE";
        return new(id,
            ("name", name),
            ("rootResourceId", RestApi.RootId),
            ("executionArn", api.ExecutionArn),
            ("arn", $"arn:aws:apigateway:{registration.Region}::/restapis/{id}"));
    }

    private Made MakePolicy(Registration registration)
    {
        var api = apis.Get(registration.Text("restApiId"));
        try
        {
            api.Policy = PolicyDocument.Parse(registration.Text("policy"));
        }
        catch (MalformedPolicyException fault)
        {
            throw new AwsException(400, "BadRequestException", $"Invalid policy document. Please check the policy syntax and ensure that Principals are valid: {fault.Message}");
        }
        if (api.Policy.Statements.FirstOrDefault(statement => statement.Principals is null || statement.Resources.IsEmpty) is { } vague)
        {
            throw new AwsException(400, "BadRequestException", $"Invalid policy document: statement '{vague.Sid}' says not whom or what it is about; give it Principal and Resource");
        }
        return new(api.Id);
    }

    private Made MakeResource(Registration registration)
    {
        var resource = Api(registration).AddResource(Names.OpaqueId(registration), registration.Text("parentId"), registration.Text("pathPart"));
        return new(resource.Id, ("path", resource.Path));
    }

    private Made MakeMethod(Registration registration)
    {
        var api = Api(registration);
        var authorization = registration.Text("authorization");
        if (authorization is not ("NONE" or "CUSTOM" or "AWS_IAM" or UserPoolType)) { throw NotOffered("authorization", authorization, $"NONE, CUSTOM, AWS_IAM, {UserPoolType}"); }
        var authorizer = authorization is "CUSTOM" or UserPoolType ? registration.Text("authorizerId") : null;
        if (authorizer is not null && api.Authorizers.GetValueOrDefault(authorizer) is { } found && found is UserPoolAuthorizer != (authorization == UserPoolType))
        {
            throw new AwsException(400, "BadRequestException", $"Invalid authorizer ID specified. {authorization} does not go with an authorizer of another type");
        }
        // Parameters and bodies are only insisted on by a validator that looks at them.
        var validator = registration.OptionalText("requestValidatorId") ?? "";
        var validates = api.ParameterValidators.ContainsKey(validator);
        api.AddMethod(new()
        {
            ResourceId = registration.Text("resourceId"),
            Verb = registration.Text("httpMethod"),
            AuthorizerId = authorizer,
            Scopes = [.. registration.List("authorizationScopes").Cast<string>()],
            IsSigned = authorization == "AWS_IAM",
            Body = api.BodyValidators.ContainsKey(validator) ? ModelOf(api, registration) : null,
            RequiredParameters = validates
                ? [.. registration.Map("requestParameters").Where(parameter => parameter.Value is true).Select(parameter => parameter.Key).Order(StringComparer.Ordinal)]
                : [],
        });
        return new($"agm-{api.Id}-{registration.Text("resourceId")}-{registration.Text("httpMethod")}");
    }

    private Made MakeIntegration(Registration registration)
    {
        var api = Api(registration);
        var type = registration.Text("type");
        if (type is not ("AWS_PROXY" or "MOCK")) { throw NotOffered("integration type", type, "AWS_PROXY, MOCK"); }
        if (type == "AWS_PROXY" && registration.OptionalText("integrationHttpMethod") != "POST")
        {
            // Lambda's Invoke is a POST whatever the caller's verb is; another one fails at run time in AWS.
            throw new AwsException(400, "BadRequestException", $"integrationHttpMethod of a function must be POST, not '{registration.OptionalText("integrationHttpMethod")}'");
        }
        api.AddIntegration(registration.Text("resourceId"), registration.Text("httpMethod"), new()
        {
            Type = type,
            FunctionArn = type == "AWS_PROXY" ? FunctionArn(registration.Text("uri")) : null,
            Timeout = TimeSpan.FromMilliseconds(registration.OptionalNumber("timeoutMilliseconds") ?? 29_000),
            RequestTemplate = registration.Map("requestTemplates").GetValueOrDefault("application/json") as string,
        });
        return new($"agi-{api.Id}-{registration.Text("resourceId")}-{registration.Text("httpMethod")}");
    }

    private Made MakeIntegrationResponse(Registration registration)
    {
        var api = Api(registration);
        var status = registration.Text("statusCode");
        api.AddMockResponse(registration.Text("resourceId"), registration.Text("httpMethod"), int.Parse(status, CultureInfo.InvariantCulture), new(
            registration.Map("responseTemplates").GetValueOrDefault("application/json") as string ?? "",
            Headers(registration.Map("responseParameters"), "method.response.header.")));
        return new($"agir-{api.Id}-{registration.Text("resourceId")}-{registration.Text("httpMethod")}-{status}");
    }

    private Made MakeMethodResponse(Registration registration)
    {
        var api = Api(registration);
        api.RequireMethod(registration.Text("resourceId"), registration.Text("httpMethod"));
        return new($"agmr-{api.Id}-{registration.Text("resourceId")}-{registration.Text("httpMethod")}-{registration.Text("statusCode")}");
    }

    private Made MakeAuthorizer(Registration registration)
    {
        const string header = "method.request.header.";
        var api = Api(registration);
        var id = Names.OpaqueId(registration);
        var sources = (registration.OptionalText("identitySource") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (sources.FirstOrDefault(source => !source.StartsWith(header, StringComparison.Ordinal)) is { } other)
        {
            throw NotOffered("identity source", other, header + "NAME");
        }
        var headers = sources.Select(source => source[header.Length..]).ToImmutableArray();
        var seconds = registration.OptionalNumber("authorizerResultTtlInSeconds") ?? 300;
        api.Authorizers[id] = registration.OptionalText("type") switch
        {
            "REQUEST" => new LambdaAuthorizer(id, FunctionArn(registration.Text("authorizerUri")), headers, TimeSpan.FromSeconds(seconds)),
            UserPoolType => new UserPoolAuthorizer(id, Issuers(registration), headers is [var one] ? one : throw NotOffered("identity source", string.Join(", ", sources), header + "NAME")),
            var type => throw NotOffered("authorizer type", type ?? "TOKEN", $"REQUEST, {UserPoolType}"),
        };
        return new(id, ("arn", $"arn:aws:apigateway:{registration.Region}::/restapis/{api.Id}/authorizers/{id}"));
    }

    private ImmutableArray<string> Issuers(Registration registration) => registration.List("providerArns").Cast<string>().ToArray() is { Length: > 0 } arns
        ? [.. arns.Select(arn => (pools.Find(arn) ?? throw new AwsException(400, "BadRequestException", $"there is no user pool {arn}; make it before the program is deployed")).Issuer)]
        : throw new AwsException(400, "BadRequestException", $"an authorizer of type {UserPoolType} needs at least one provider ARN");

    private Made MakeValidator(Registration registration)
    {
        var id = Names.OpaqueId(registration);
        if (registration.Flag("validateRequestParameters", otherwise: false)) { Api(registration).ParameterValidators[id] = true; }
        if (registration.Flag("validateRequestBody", otherwise: false)) { Api(registration).BodyValidators[id] = true; }
        return new(id);
    }

    private Made MakeModel(Registration registration)
    {
        var (api, name) = (Api(registration), Names.Of(registration));
        if (registration.Text("contentType") is var type and not JsonBody) { throw NotOffered("content type", type, JsonBody); }
        try
        {
            api.Models[name] = BodySchema.Parse(registration.Text("schema"));
        }
        catch (FormatException fault)
        {
            throw new AwsException(400, "BadRequestException", $"Invalid model schema specified: {fault.Message}");
        }
        return new(Names.OpaqueId(registration), ("name", name));
    }

    private static BodySchema? ModelOf(RestApi api, Registration registration) => registration.Map("requestModels").GetValueOrDefault(JsonBody) is not string name ? null
        : api.Models.GetValueOrDefault(name) ?? throw new AwsException(404, "NotFoundException", $"Invalid Model identifier specified: {name}");

    private Made MakeGatewayResponse(Registration registration)
    {
        var api = apis.Get(registration.Text("restApiId"));
        var type = registration.Text("responseType");
        api.GatewayResponses[type] = new(
            registration.OptionalText("statusCode") is { } status ? int.Parse(status, CultureInfo.InvariantCulture) : null,
            registration.Map("responseTemplates").GetValueOrDefault("application/json") as string,
            Headers(registration.Map("responseParameters"), "gatewayresponse.header."));
        return new($"aggr-{api.Id}-{type}");
    }

    private Made MakeDeployment(Registration registration)
    {
        var id = Names.OpaqueId(registration);
        Api(registration).Deploy(id);
        return new(id);
    }

    private Made MakeStage(Registration registration)
    {
        var api = Api(registration);
        var name = registration.Text("stageName");
        var deployment = api.Deployments.GetValueOrDefault(registration.Text("deployment"))
            ?? throw new AwsException(404, "NotFoundException", $"Invalid Deployment identifier specified: {registration.Text("deployment")}");
        api.Stages[name] = new(name, deployment)
        {
            Variables = registration.Map("variables").ToImmutableDictionary(variable => variable.Key, variable => (string)variable.Value),
            AccessLog = AccessLog(registration),
        };
        return new($"ags-{api.Id}-{name}",
            ("invokeUrl", $"{apis.AddressOf(api.Id).ToString().TrimEnd('/')}/{name}"),
            ("executionArn", $"{api.ExecutionArn}/{name}"),
            ("arn", $"arn:aws:apigateway:{registration.Region}::/restapis/{api.Id}/stages/{name}"));
    }

    private (LogGroup, string)? AccessLog(Registration registration)
    {
        var settings = registration.Map("accessLogSettings");
        if (settings.IsEmpty) { return null; }
        var (destination, format) = ((string)settings["destinationArn"], (string)settings["format"]);
        if (!format.Contains("$context.requestId", StringComparison.Ordinal) && !format.Contains("$context.extendedRequestId", StringComparison.Ordinal))
        {
            throw new AwsException(400, "BadRequestException", "Access Log format must contain $context.requestId or $context.extendedRequestId");
        }
        var name = destination.Split(":log-group:")[^1];
        return (logs.Find(registration.Region, name) ?? throw new AwsException(400, "BadRequestException", $"the access log's group {destination} does not exist"), format);
    }

    private Made MakeSettings(Registration registration)
    {
        var api = Api(registration);
        var (stage, path, settings) = (registration.Text("stageName"), registration.Text("methodPath"), registration.Map("settings"));
        if (settings.GetValueOrDefault("throttlingRateLimit") is double rate)
        {
            var burst = settings.GetValueOrDefault("throttlingBurstLimit") as double? ?? rate;
            (api.Stages.GetValueOrDefault(stage) ?? throw new AwsException(404, "NotFoundException", $"Invalid stage identifier specified: {stage}"))
                .Throttles[path] = new(rate, burst, apis.Clock);
        }
        return new($"{api.Id}-{stage}-{path}");
    }

    private Made MakeAccount(Registration registration)
    {
        if (registration.OptionalText("cloudwatchRoleArn") is { Length: > 0 } role
            && !iam.Trusts(role, "apigateway.amazonaws.com", RequestContext.Of(("aws:SourceAccount", Arns.Account))))
        {
            throw new AwsException(400, "BadRequestException", "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.");
        }
        return new("api-gateway-account");
    }

    private RestApi Api(Registration registration) => apis.Get(registration.Text("restApi"));

    // arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function ARN}/invocations
    private static string FunctionArn(string uri)
    {
        const string prefix = "functions/";
        const string suffix = "/invocations";
        var start = uri.IndexOf(prefix, StringComparison.Ordinal);
        return start > 0 && uri.EndsWith(suffix, StringComparison.Ordinal)
            ? uri[(start + prefix.Length)..^suffix.Length]
            : throw new AwsException(400, "BadRequestException", $"'{uri}' is not the invocation URI of a function");
    }

    private static ImmutableDictionary<string, string> Headers(ImmutableDictionary<string, object> parameters, string prefix) => parameters
        .Where(parameter => parameter.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToImmutableDictionary(parameter => parameter.Key[prefix.Length..], parameter => HeaderValue((string)parameter.Value));

    // 'text' in quotes is text; context.x is a variable.
    private static string HeaderValue(string mapping) => mapping switch
    {
        ['\'', .. var text, '\''] => text,
        _ when mapping.StartsWith("context.", StringComparison.Ordinal) => "$" + mapping,
        _ => throw NotOffered("header mapping", mapping, "'TEXT', context.NAME"),
    };

    private static AwsException NotOffered(string what, string value, string offered) =>
        new(400, "BadRequestException", $"{what} '{value}' is not offered here; choose {offered}");
}
