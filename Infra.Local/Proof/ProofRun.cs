using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Identity;
using Infra.Local.Cloud;
using Infra.Local.Reporting;
using Infra.Local.Run;
using Pulumi;

namespace Infra.Local.Proof;

/// <summary>
/// Deploys the program in three regions, one for each way of registering certificates, and proves its policies there. The cloud stays up;
/// permissions are taken from the deployed documents in place.
/// </summary>
internal sealed class ProofRun(IRunView view)
{
    /// <summary>What devices trust the gateways by, below the run's folder.</summary>
    public const string GatewayRootPath = "gateway-root.pem";

    /// <summary>Whose users ask for claims in the region of direct registration.</summary>
    public const string UserPoolArn = $"arn:aws:cognito-idp:{DirectRegion}:{Arns.Account}:userpool/{DirectRegion}_Installers";

    /// <summary>What their tokens need.</summary>
    public const string ClaimScope = "provisioning/claim";

    // Whoever calls an API here comes from this network, and one region's API takes nobody else.
    private const string Network = "203.0.113.0/24";

    private const string Sku = "widgiot";
    private const string JitpRegion = "us-east-1";
    private const string DirectRegion = "eu-west-1";
    private const string FieldRegion = "ap-southeast-2";

    // Tried again as often as in AWS, but not as late.
    private static readonly TimeSpan EventRetryPause = TimeSpan.FromMilliseconds(20);

    public async Task<ProofReport> RunAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var scratch = Directory.CreateTempSubdirectory("infra-prove-");
        try
        {
            var (scenarios, permissions) = await ProveAsync(new RunFolder(scratch.FullName), cancellationToken);
            return new(
                scenarios.All(scenario => scenario.Failure is null) && permissions.Length > 0 && permissions.All(permission => permission.Verdict is Verdict.Needed or Verdict.Excused),
                Math.Round(clock.Elapsed.TotalSeconds, 1), scenarios, permissions);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private async Task<(ImmutableArray<ScenarioReport> Scenarios, ImmutableArray<PermissionReport> Permissions)> ProveAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        using var authorities = new RunAuthorities(Sku, TimeProvider.System);
        await using var gateways = new RunGateways(TimeProvider.System);
        folder.Write(GatewayRootPath, gateways.RootPem);
        await using var cloud = await LocalCloud.StartAsync(new LocalCloudOptions
        {
            NodeFolder = LocalPaths.Node,
            ProgramFolder = LocalPaths.Program,
            EventRetryPause = EventRetryPause,
            OriginOf = _ => new(IPNetwork.Parse(Network).BaseAddress),
        }, cancellationToken);

        var jitp = await DeployAsync(cloud, gateways, Settings(authorities) with { Issuers = Issuers.AcmPca | Issuers.IotCore, Installer = Arns.Operator }, cancellationToken);
        cloud.UserPools.Create(UserPoolArn);
        var direct = await DeployAsync(cloud, gateways, Settings(authorities) with
        {
            Region = DirectRegion,
            Registration = RegistrationModes.Direct,
            ApiCallers = new ApiCallers.Addresses([Network]),
            ClaimApi = true,
            ClaimAuthorization = new ClaimAuthorization.Cognito([UserPoolArn], [ClaimScope]),
        }, cancellationToken);
        var field = await DeployAsync(cloud, gateways, Settings(authorities) with
        {
            Region = FieldRegion,
            Registration = RegistrationModes.Jitr,
            Installer = Arns.Operator,
            ClaimApi = true,
            CertificateProvider = true,
            PeerAuthorities = jitp.CaCertificate,
        }, cancellationToken);

        using var dynamoDb = cloud.DynamoDb(JitpRegion);
        using var http = new HttpClient();
        var factory = new FactoryRecords(dynamoDb, jitp.TableName, Sku, TimeProvider.System);
        using var jitpGround = new ProvingGround(cloud, jitp, new(SkuName.Parse(Sku), JitpRegion), factory, folder, http);
        using var directGround = new ProvingGround(cloud, direct, new(SkuName.Parse(Sku), DirectRegion), factory, folder, http);
        using var fieldGround = new ProvingGround(cloud, field, new(SkuName.Parse(Sku), FieldRegion), factory, folder, http);

        using var log = new AccessLog();
        log.Listen(cloud);
        ImmutableArray<Scenario> scenarios = [.. ProofScenarios.JustInTime(jitpGround), .. ProofScenarios.Direct(directGround), .. ProofScenarios.Field(fieldGround, jitpGround)];
        var prover = new Prover(scenarios, log, RecordedReasons.For);

        var worked = ImmutableArray.CreateBuilder<ScenarioReport>();
        await view.CountedStepAsync("scenarios", scenarios.Length, async done =>
        {
            foreach (var scenario in scenarios)
            {
                worked.Add(await prover.RunAsync(scenario, cancellationToken));
                done($"{scenario.Name}: {worked[^1].Failure ?? "works"}");
            }
        });
        // What does not work with every permission says nothing about the lack of one.
        if (worked.Any(scenario => scenario.Failure is not null)) { return (worked.ToImmutable(), []); }

        Permission[] permissions = [.. DeployedPermissions.Of(jitp, cloud), .. DeployedPermissions.Of(direct, cloud), .. DeployedPermissions.Of(field, cloud)];
        var proven = ImmutableArray.CreateBuilder<PermissionReport>();
        await view.CountedStepAsync("permissions", permissions.Length, async done =>
        {
            foreach (var permission in permissions)
            {
                proven.Add(await prover.ProveAsync(permission, cancellationToken));
                done($"{permission.Holder} {permission.Part.Action}: {proven[^1].Verdict}");
            }
        });
        return (worked.ToImmutable(), proven.ToImmutable());
    }

    private async Task<RegionDeployment> DeployAsync(LocalCloud cloud, RunGateways gateways, StackSettings settings, CancellationToken cancellationToken)
    {
        RegionDeployment? deployed = null;
        await view.StepAsync($"deploy {settings.Region}", async () =>
        {
            await gateways.OpenAsync(cloud.Iot, settings.Region);
            deployed = await cloud.DeployAsync(settings.Region, settings.Checked(), cancellationToken);
            return $"{deployed.Resources.Length} resources, registration {settings.Registration}";
        });
        return deployed!;
    }

    private static StackSettings Settings(RunAuthorities authorities) => new()
    {
        Sku = SkuName.Parse(Sku),
        Region = JitpRegion,
        HomeRegion = JitpRegion,
        ReplicaRegions = [DirectRegion, FieldRegion],
        Issuers = Issuers.AcmPca,
        Authority = new() { Parent = new Parent.Software(authorities.Product.ChainPem, Output.CreateSecret(authorities.Product.ExportPrivateKeyPem())) },
        FunctionsPath = "../artifacts/functions",
        IssuerConcurrency = 1,
        // A device renews at once here, and its old certificate is retired as soon as the new one is in use.
        MinimumIntervalMinutes = 0,
        OverlapDays = 0,
        Protect = false,
    };
}
