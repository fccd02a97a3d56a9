using System.Collections.Immutable;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.Interpretation;
using Infra.Local.Logs;

namespace Infra.Local.Functions;

/// <summary>Makes functions and the permissions to invoke them.</summary>
/// <remarks>
/// A code archive's path is not public in the Pulumi SDK, so the executable is the one that the cloud was started with; the program
/// must still name an archive, as the real provider requires one.
/// </remarks>
internal sealed class LambdaMaker(DeployedFunctions functions, DeployedIam iam, LogStore logs, FunctionHost host, Uri awsEndpoint) : IResourceMaker
{
    private const string Function = "aws:lambda/function:Function";
    private const string Permission = "aws:lambda/permission:Permission";

    public IReadOnlyCollection<string> Types { get; } = [Function, Permission];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) =>
        Task.FromResult(registration.Type == Function ? MakeFunction(registration) : MakePermission(registration));

    public async Task<Made> ChangeAsync(MadeResource before, Registration registration, CancellationToken cancellationToken)
    {
        if (registration.Type != Function) { throw new UnplannedException("way to change a resource", registration.Type, [Function]); }
        var settings = SettingsOf(registration);
        await functions.ReplaceAsync(functions.Find(registration.Region, before.Id)!.As(settings));
        return MadeOf(settings);
    }

    private Made MakeFunction(Registration registration)
    {
        var settings = SettingsOf(registration);
        if (!functions.Add(new(settings, iam, awsEndpoint, logs, host.MaxEnvironments)))
        {
            throw new AwsException(409, "ResourceConflictException", $"Function already exist: {settings.Name}");
        }
        return MadeOf(settings);
    }

    private FunctionSettings SettingsOf(Registration registration)
    {
        var name = Names.Of(registration);
        if (!registration.Inputs.ContainsKey("code"))
        {
            throw new AwsException(400, "InvalidParameterValueException", $"function '{name}' needs its code as an archive");
        }
        var settings = new FunctionSettings
        {
            Name = name,
            Arn = Arns.Of("lambda", registration.Region, $"function:{name}"),
            Region = registration.Region,
            RoleArn = registration.Text("role"),
            Handler = registration.Text("handler"),
            Environment = registration.Map("environment").GetValueOrDefault("variables") is ImmutableDictionary<string, object> variables
                ? variables.ToImmutableDictionary(variable => variable.Key, variable => (string)variable.Value)
                : ImmutableDictionary<string, string>.Empty,
            Timeout = TimeSpan.FromSeconds(registration.OptionalNumber("timeout") ?? 3),
            MemoryMb = (int)(registration.OptionalNumber("memorySize") ?? 128),
            LogGroup = registration.Map("loggingConfig").GetValueOrDefault("logGroup") as string ?? $"/aws/lambda/{name}",
            DeadLetterQueueArn = registration.Map("deadLetterConfig").GetValueOrDefault("targetArn") as string,
            Executable = host.Executable,
        };
        if (settings.Environment.Keys.Where(LambdaVariables.Reserved.Contains).Order().ToArray() is { Length: > 0 } reserved)
        {
            throw new AwsException(400, "InvalidParameterValueException",
                $"Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {string.Join(", ", reserved)}");
        }
        iam.Get(settings.RoleArn);
        if (settings.DeadLetterQueueArn is { } queue && !iam.Allows(iam.Role(settings.RoleArn, settings.Name), "sqs:SendMessage", queue, RequestContext.Empty))
        {
            // Lambda looks when the function is made, not only when the first event fails.
            throw new AwsException(400, "InvalidParameterValueException", "The provided execution role does not have permissions to call SendMessage on SQS");
        }
        return settings;
    }

    private static Made MadeOf(FunctionSettings settings) => new(settings.Name,
        ("name", settings.Name),
        ("arn", settings.Arn),
        ("qualifiedArn", settings.Arn + ":$LATEST"),
        ("invokeArn", $"arn:aws:apigateway:{settings.Region}:lambda:path/2015-03-31/functions/{settings.Arn}/invocations"),
        ("version", "$LATEST"));

    private Made MakePermission(Registration registration)
    {
        var function = functions.Find(registration.Region, registration.Text("function"))
            ?? throw new AwsException(404, "ResourceNotFoundException", $"Function not found: {registration.Text("function")}");
        var id = Names.Of(registration, "statementId");
        var conditions = ImmutableArray.CreateBuilder<PolicyCondition>();
        // Lambda writes these two as conditions of the statement (AddPermission).
        if (registration.OptionalText("sourceArn") is { } source) { conditions.Add(new("ArnLike", "aws:SourceArn", [new(source)])); }
        if (registration.OptionalText("sourceAccount") is { } account) { conditions.Add(new("StringEquals", "aws:SourceAccount", [new(account)])); }
        var added = function.Permit(id, new()
        {
            Sid = id,
            IsDeny = false,
            Actions = [new(registration.Text("action"))],
            ActionsAreExcluded = false,
            Resources = [new(function.Settings.Arn)],
            ResourcesAreExcluded = false,
            Principals = new(Anyone: false, ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("Service", [registration.Text("principal")])),
            Conditions = conditions.ToImmutable(),
        });
        return added
            ? new(id, ("statementId", id))
            : throw new AwsException(409, "ResourceConflictException", $"The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement.");
    }
}
