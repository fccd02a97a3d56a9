using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Infra.Local.AcmPca;
using Infra.Local.ApiGateway;
using Infra.Local.Aws;
using Infra.Local.Cognito;
using Infra.Local.DynamoDb;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Interpretation;
using Infra.Local.Iot;
using Infra.Local.Logs;
using Infra.Local.Provider;
using Infra.Local.S3;
using Infra.Local.Schedules;
using Infra.Local.Sqs;
using Infra.Local.Sts;
using Infra.Provider;
using Infra.Provider.Aws;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Local.Cloud;

/// <summary>
/// The local cloud: the AWS services that the program uses, on loopback ports of this machine. <see cref="DeployAsync"/> runs the
/// program, once per region; everything that then answers (routes, functions, roles, tables, CAs) comes from the resources it registered.
/// </summary>
internal sealed class LocalCloud : IAsyncDisposable
{
    // Deployments of the SDK's test hook run one after the other (its own documentation).
    private readonly SemaphoreSlim oneDeployment = new(1);
    private readonly ConcurrentDictionary<string, StackState> states = new(StringComparer.Ordinal);
    private readonly LocalCloudOptions options;
    private readonly Dynalite dynalite;
    private readonly DeployedTables tables;
    private readonly Buckets buckets = new();
    private readonly DeployedFunctions functions = new();
    private readonly PcaAuthorities authorities;
    private readonly RevocationServer revocation;
    private readonly RestApis apis;
    private readonly Queues queues;
    private readonly EventInvoker events;
    private readonly Schedules.Schedules schedules;
    private readonly AwsFront front;

    private LocalCloud(LocalCloudOptions options, Dynalite dynalite, UserPools userPools)
    {
        (this.options, this.dynalite, UserPools) = (options, dynalite, userPools);
        tables = new(dynalite);
        authorities = new(buckets, options.PcaLatency, options.Clock, () => revocation!.Address);
        revocation = new(authorities);
        apis = new(functions, Iam, options.Clock, options.OriginOf);
        queues = new(options.Clock);
        events = new(functions, Iam, queues, Faults, options.EventRetryPause);
        schedules = new(functions, options.Clock);
        Iot = new(Iam, options.Clock, functions, events, queues);
        front = new(
        [
            new DynamoDbService(tables, dynalite), new PcaService(authorities), Iot, new S3Service(buckets),
            new LogsService(Logs), new LambdaService(functions, events), new SqsService(queues, options.Clock), new StsService(Iam, options.Clock),
        ], Iam, Faults);
    }

    /// <summary>The value for <c>AWS_ENDPOINT_URL</c>.</summary>
    public Uri Endpoint => front.Address;

    /// <summary>AWS IoT Core. A region's endpoint must be set before that region is deployed.</summary>
    public IotCore Iot { get; }

    public DeployedIam Iam { get; } = new();

    /// <summary>User pools of Amazon Cognito. One that the program names must be made before it is deployed.</summary>
    public UserPools UserPools { get; }

    public LogStore Logs { get; } = new();

    /// <summary>Waits until every event that was handed to a function has met its end.</summary>
    public Task EventsSettledAsync() => events.IdleAsync();

    /// <summary>The messages in a queue, oldest first; none when there is no such queue.</summary>
    public ImmutableArray<string> MessagesIn(string queueArn) => queues.Find(queueArn)?.Messages ?? [];

    /// <summary>Makes the next call of each of a region's functions a cold start.</summary>
    public Task CoolDownAsync(string region) => functions.CoolDownAsync(region);

    /// <summary>Calls what a region's schedules call, as if their time had come.</summary>
    public Task<ImmutableArray<FunctionResult>> RunSchedulesAsync(string region, CancellationToken cancellationToken) => schedules.RunAsync(region, cancellationToken);

    /// <summary>Faults on demand, for every service.</summary>
    public Faults Faults { get; } = new();

    public static async Task<LocalCloud> StartAsync(LocalCloudOptions options, CancellationToken cancellationToken)
    {
        // A process of its own comes last: nothing that fails before could leave it behind.
        var userPools = await UserPools.StartAsync(options.Clock, cancellationToken);
        var cloud = new LocalCloud(options, await Dynalite.StartAsync(options.NodeFolder, cancellationToken), userPools);
        try
        {
            await cloud.front.StartAsync(cancellationToken);
            await cloud.revocation.StartAsync(cancellationToken);
            return cloud;
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs the program for one region, as <c>pulumi up</c> would, and starts its functions. A second run changes what it wants otherwise, and
    /// deletes what it does not want any more unless it failed.
    /// </summary>
    public async Task<RegionDeployment> DeployAsync(string region, StackSettings settings, CancellationToken cancellationToken)
    {
        var host = FunctionHostOf(settings);
        var interpreter = new Interpreter(region, Makers(host), [new AccountFacts(), new DynamoDbMaker(tables), new PcaMaker(authorities), .. Iot.Answerers], cancellationToken,
            states.GetOrAdd(region, _ => new()));
        await oneDeployment.WaitAsync(cancellationToken);
        try
        {
            await Deployment.TestWithServiceProviderAsync<ProvisioningStack>(
                interpreter, new StackProvider(settings), new TestOptions { ProjectName = "device-provisioning", StackName = region, IsPreview = false });
            await interpreter.RemoveTheRestAsync();
        }
        catch (Exception fault)
        {
            var first = interpreter.FirstFault ?? fault;
            throw new DeploymentFailedException(first.Message, first);
        }
        finally
        {
            oneDeployment.Release();
        }
        await functions.WarmUpAsync(region, cancellationToken);
        return new(region, interpreter.Resources, interpreter.StackOutputs);
    }

    /// <summary>A DynamoDB client with the operator's credentials, for loading device records.</summary>
    public AmazonDynamoDBClient DynamoDb(string region) => new(
        OperatorCredentials,
        new AmazonDynamoDBConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = region });

    public async ValueTask DisposeAsync()
    {
        await apis.DisposeAsync();
        await UserPools.DisposeAsync();
        await events.DisposeAsync();
        await functions.DisposeAsync();
        await front.DisposeAsync();
        await revocation.DisposeAsync();
        await dynalite.DisposeAsync();
        authorities.Dispose();
        Iot.Dispose();
        oneDeployment.Dispose();
    }

    private ImmutableArray<IResourceMaker> Makers(FunctionHost host) =>
    [
        new IamMaker(Iam),
        new LogGroupMaker(Logs),
        new RecordedOnly(),
        new DynamoDbMaker(tables),
        new S3Maker(buckets),
        new SqsMaker(queues),
        new PcaMaker(authorities),
        new SchedulesMaker(schedules),
        new LambdaMaker(functions, Iam, Logs, host, Endpoint),
        new ApiGatewayMaker(apis, Logs, Iam, UserPools),
        new ProvisioningMaker(new ProvisioningProvider(AwsClients.At(Endpoint, OperatorCredentials), options.Clock)),
        .. Iot.Makers,
    ];

    private BasicAWSCredentials OperatorCredentials => new(Iam.Operator.AccessKeyId, Iam.Operator.SecretAccessKey);

    private FunctionHost FunctionHostOf(StackSettings settings)
    {
        var executable = Path.GetFullPath(Path.Combine(options.ProgramFolder, settings.FunctionsPath, "bootstrap"));
        return File.Exists(executable)
            ? new(executable, options.MaxEnvironments)
            : throw new InvalidOperationException($"the functions are not published: {executable} does not exist; run ./infra package");
    }

    private sealed class StackProvider(StackSettings settings) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ProvisioningStack) ? new ProvisioningStack(settings) : null;
    }
}
