using System.Collections.Immutable;
using Infra.Components.Policies;
using Infra.Identity.Contracts;
using Infra.Identity;
using Pulumi;
using Pulumi.Aws.CloudWatch;
using Pulumi.Aws.Iam;
using Pulumi.Aws.Lambda;
using Pulumi.Aws.Lambda.Inputs;

namespace Infra.Components;

/// <summary>What all functions of a stack share.</summary>
public sealed record FunctionDefaults
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>Runtime that they were published for, one of <see cref="FunctionRuntimes"/>. Default: provided.al2023.</summary>
    public string Runtime { get; init; } = FunctionRuntimes.CustomAl2023;

    /// <summary>
    /// Zip of the published functions, with the executable <c>bootstrap</c> (for dotnet10: <c>bootstrap.dll</c>) at its root. Of a folder Pulumi would make an archive without
    /// executable bits (pulumi/pulumi#3593), which only the local cloud does not mind.
    /// </summary>
    public required string CodePath { get; init; }

    /// <summary>Processor that the executable was published for. Default: x86_64.</summary>
    public string Architecture { get; init; } = Architectures.X64;

    /// <summary>Days that logs are kept. Default: 30.</summary>
    public int LogRetentionDays { get; init; } = 30;

    /// <summary>ARN of the KMS key that logs are encrypted under. Default: none, CloudWatch Logs' own encryption.</summary>
    public Input<string>? LogKmsKeyArn { get; init; }

    /// <summary>Whether invocations are traced with X-Ray. Default: no.</summary>
    public bool Tracing { get; init; }

    /// <summary>Tags. Default: none.</summary>
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>What a <see cref="ProvisioningFunction"/> is made from.</summary>
public sealed class ProvisioningFunctionArgs : ResourceArgs
{
    /// <summary>What all functions of the stack share.</summary>
    public required FunctionDefaults Defaults { get; init; }

    /// <summary>Which function it is, one of <see cref="HandlerNames"/>.</summary>
    [Input("handler", required: true)]
    public required string Handler { get; init; }

    /// <summary>What it is for, as shown in the console.</summary>
    [Input("description", required: true)]
    public required string Description { get; init; }

    /// <summary>Its environment: exactly what the function's contract says it reads, but for the product line, which is known from the names.</summary>
    public required ImmutableSortedDictionary<string, Input<string>> Environment { get; init; }

    /// <summary>The registration mode that its contract is read for. Default: jitp.</summary>
    [Input("registrationMode")]
    public string RegistrationMode { get; init; } = RegistrationModes.Jitp;

    /// <summary>Seconds after which a run is cut short.</summary>
    [Input("timeoutSeconds", required: true)]
    public required int TimeoutSeconds { get; init; }

    /// <summary>Memory, and with it processor share. Default: 512 MB; cryptography wants the processor, not the memory.</summary>
    [Input("memoryMb")]
    public int MemoryMb { get; init; } = 512;

    /// <summary>How many runs may go on at once. Default: as many as the account has left.</summary>
    [Input("reservedConcurrency")]
    public int? ReservedConcurrency { get; init; }

    /// <summary>
    /// ARN of the SQS queue that keeps events which failed every retry; only functions that are called asynchronously, by AWS IoT rules and the like,
    /// lose any. Default: none.
    /// </summary>
    [Input("deadLetterQueueArn")]
    public Input<string>? DeadLetterQueueArn { get; init; }
}

/// <summary>
/// One function of the published executable, with a role of its own that allows to write its own log and nothing else: what else it may do
/// is granted by the owners of the things it touches. The log group stands before the function, so that Lambda never makes one that keeps logs for ever.
/// </summary>
public sealed class ProvisioningFunction : ComponentResource, IGrantee
{
    private readonly string region;

    /// <summary>Creates log group, role and function.</summary>
    public ProvisioningFunction(string name, ProvisioningFunctionArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ProvisioningFunction", name, args, options)
    {
        var (defaults, names) = (args.Defaults, args.Defaults.Names);
        var environment = args.Environment.SetItem(EnvironmentVariables.Sku, names.Sku.Value);
        RequireContract(args, environment.Keys);
        if (!FunctionRuntimes.All.Contains(defaults.Runtime))
        {
            throw new ComponentException(ComponentCodes.FunctionRuntimeUnknown, $"'{defaults.Runtime}' is no runtime of the functions; choose one of {string.Join(", ", FunctionRuntimes.All)}");
        }
        var managed = defaults.Runtime == FunctionRuntimes.Dotnet10;
        if (managed) { environment = environment.Add(EnvironmentVariables.Function, args.Handler); }
        (GranteeName, Handler, Sku, region) = (name, args.Handler, names.Sku, names.Region);

        var logs = new LogGroup(name, new()
        {
            Name = names.FunctionLog(args.Handler),
            Region = names.Region,
            RetentionInDays = defaults.LogRetentionDays,
            KmsKeyId = defaults.LogKmsKeyArn,
            Tags = defaults.Tags,
        }, new() { Parent = this });

        Role = new Role(name, new()
        {
            Name = names.Role(args.Handler),
            Description = $"{args.Description} ({names.Sku}, {names.Region})",
            AssumeRolePolicy = Trust.Lambda,
            Tags = defaults.Tags,
        }, new() { Parent = this });

        var logging = this.Grant(this, "log", [.. OwnStatements(logs, defaults.Tracing, args.DeadLetterQueueArn)]);

        var function = new Function(name, new()
        {
            Name = names.Function(args.Handler),
            Region = names.Region,
            Description = args.Description,
            Role = Role.Arn,
            Runtime = managed ? Runtime.Dotnet10 : Runtime.CustomAL2023,
            Architectures = defaults.Architecture,
            Handler = managed ? FunctionRuntimes.Assembly : args.Handler,
            Code = new FileArchive(defaults.CodePath),
            Timeout = args.TimeoutSeconds,
            MemorySize = args.MemoryMb,
            ReservedConcurrentExecutions = Optional.Given(args.ReservedConcurrency),
            Environment = new FunctionEnvironmentArgs { Variables = environment.ToInputMap() },
            LoggingConfig = new FunctionLoggingConfigArgs { LogFormat = "JSON", LogGroup = logs.Name },
            DeadLetterConfig = Optional.Given(args.DeadLetterQueueArn is { } queue ? new FunctionDeadLetterConfigArgs { TargetArn = queue } : null),
            TracingConfig = new FunctionTracingConfigArgs { Mode = defaults.Tracing ? "Active" : "PassThrough" },
            Tags = defaults.Tags,
        }, new() { Parent = this, DependsOn = [logging.Policy] });

        (FunctionName, FunctionArn, InvokeArn) = (function.Name, function.Arn, function.InvokeArn);
        RegisterOutputs();
    }

    /// <summary>The function's name.</summary>
    [Output("functionName")]
    public Output<string> FunctionName { get; private init; }

    /// <summary>The function's ARN.</summary>
    [Output("functionArn")]
    public Output<string> FunctionArn { get; private init; }

    /// <summary>The ARN by which API Gateway calls it.</summary>
    [Output("invokeArn")]
    public Output<string> InvokeArn { get; private init; }

    /// <summary>Which function it is, one of <see cref="HandlerNames"/>.</summary>
    public string Handler { get; }

    /// <summary>The product line that it works for; its metrics carry it.</summary>
    internal SkuName Sku { get; }

    /// <summary>The role it runs with.</summary>
    public Role Role { get; }

    /// <inheritdoc />
    public string GranteeName { get; }

    /// <summary>
    /// Lets an AWS service call the function on behalf of one resource, so that nobody else's can make it talk ("confused deputy").
    /// </summary>
    /// <param name="owner">The component that has the function called.</param>
    /// <param name="name">The permission's name in the program.</param>
    /// <param name="service">The service, one of <see cref="ServicePrincipals"/>.</param>
    /// <param name="sourceArn">The resource, or a pattern of resources, that the service calls for.</param>
    /// <param name="sourceAccount">The account that the resource has to be in. Default: none, the ARN is of a resource that only this account can have.</param>
    public Permission GrantInvoke(ComponentResource owner, string name, string service, Input<string> sourceArn, Input<string>? sourceAccount = null) => new(name, new()
    {
        Region = region,
        Action = Actions.Lambda.InvokeFunction,
        Function = FunctionName,
        Principal = service,
        SourceAccount = sourceAccount,
        SourceArn = sourceArn,
    }, new() { Parent = owner });

    private static IEnumerable<Statement> OwnStatements(LogGroup logs, bool tracing, Input<string>? deadLetterQueueArn)
    {
        yield return new()
        {
            Sid = "WriteOwnLog",
            Action = [Actions.Logs.CreateLogStream, Actions.Logs.PutLogEvents],
            Resource = [ResourceArn.Every(Output.Format($"{logs.Arn}:*"), because: "Lambda names the log group's streams")],
        };
        if (tracing)
        {
            yield return new()
            {
                Sid = "WriteOwnTraces",
                Action = [Actions.XRay.PutTraceSegments, Actions.XRay.PutTelemetryRecords],
                Resource = [ResourceArn.Any(because: "X-Ray has no resource-level permission for traces")],
            };
        }
        if (deadLetterQueueArn is not null)
        {
            yield return new() { Sid = "KeepFailedEvents", Action = [Actions.Sqs.SendMessage], Resource = [deadLetterQueueArn] };
        }
    }

    /// <summary>A variable too few stops the function at its start, one too many tells a lie to the next reader: both stop the preview instead.</summary>
    private static void RequireContract(ProvisioningFunctionArgs args, IEnumerable<string> set)
    {
        var contract = FunctionContract.For(args.Handler);
        var read = contract.EnvironmentIn(args.RegistrationMode);
        var missing = contract.RequiredIn(args.RegistrationMode).Except(set).ToArray();
        var spare = set.Except(read).ToArray();
        if (missing.Length + spare.Length > 0)
        {
            throw new ComponentException(ComponentCodes.FunctionEnvironmentMismatch,
                $"the environment of function '{args.Handler}' is not what it reads: missing {Listed(missing)}; spare {Listed(spare)}; it reads {Listed(read)}");
        }
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).DefaultIfEmpty("none"));
}
