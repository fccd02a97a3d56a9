using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Infra.Components;
using Infra.Devices;
using Infra.Identity.Contracts;
using Infra.Identity;
using Infra.Local.Cloud;
using Infra.Local.Reporting;
using Infra.Local.Rotation;
using Pulumi;
using Spectre.Console;

namespace Infra.Local.Run;

/// <summary>The main job: deploys the program once per region on this machine, then provisions devices against it.</summary>
internal sealed class LocalRun(RunOptions options, IRunView view, IAnsiConsole console)
{
    private const string Sku = "widgiot";
    private const string RootPath = PkiAdmin.RootPath;
    private const string ServerRootPath = "pki/gateway-root.pem";
    private const string EnvironmentPath = "aws.env";

    // Enough to keep two cores busy while a device waits for the CA; more only queues at the functions.
    private const int DevicesAtOnce = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly RunFolder folder = new(options.Out);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var stale in (string[])["devices", "pki", "policies", "to-sign"]) { folder.Clear(stale); }
        foreach (var stale in (string[])["report.json", EnvironmentPath]) { File.Delete(folder.Full(stale)); }

        using var authorities = new RunAuthorities(Sku, clock);
        await using var gateways = new RunGateways(clock);
        if (options.Parent == Signer.Software)
        {
            folder.Write(RootPath, authorities.RootPem);
            folder.Write("pki/product-intermediate.pem", authorities.Product.CertificatePem);
        }
        folder.Write(ServerRootPath, gateways.RootPem);

        LocalCloud? started = null;
        await view.StepAsync("set-up", async () =>
        {
            started = await LocalCloud.StartAsync(new LocalCloudOptions { NodeFolder = LocalPaths.Node, ProgramFolder = LocalPaths.Program, Clock = clock }, cancellationToken);
            return $"AWS endpoint {started.Endpoint}";
        });
        await using var cloud = started!;
        var setUp = SinceTheCommandStarted();

        var deploying = Stopwatch.StartNew();
        var regions = new List<RegionDeployment>();
        var parents = new Dictionary<string, Parent>(StringComparer.Ordinal);
        Parent parent = options.Parent == Signer.Offline
            ? new Parent.Offline()
            : new Parent.Software(authorities.Product.ChainPem, Output.CreateSecret(authorities.Product.ExportPrivateKeyPem()));
        foreach (var name in options.Regions)
        {
            await view.StepAsync($"deploy {name}", async () =>
            {
                await gateways.OpenAsync(cloud.Iot, name);
                var region = await cloud.DeployAsync(name, SettingsFor(name, parents[name] = parent), cancellationToken);
                if (region.Outputs.GetValueOrDefault("csrToSign") is { } request)
                {
                    var signed = await new PkiAdmin(folder, console.WriteLine).SignAsync(name, request, cancellationToken);
                    region = await cloud.DeployAsync(name, SettingsFor(name, parents[name] = new Parent.Offline(signed)), cancellationToken);
                }
                folder.Write(AmazonRootPath(name), cloud.Iot.Region(name).Amazon.CertificatePem);
                regions.Add(region);
                return $"{region.Resources.Length} resources, {region.ApiUrl}";
            });
        }
        await IntroduceAsync(cloud, regions, parents, cancellationToken);
        foreach (var region in regions) { DeployedPolicies.Write(folder, region); }
        var deploy = deploying.Elapsed.TotalSeconds;

        var provisioning = Stopwatch.StartNew();
        var (devices, refusals, travels) = await ProvisionAsync(cloud, regions, cancellationToken);
        var rotation = options.Rotate ? await RotateAsync(cloud, regions, parent, cancellationToken) : null;
        var report = new RunReport(
            devices.All(device => device.IsConnected) && refusals.All(refusal => refusal.Answer == refusal.Expected) && travels.All(travel => travel.IsConnected)
                && rotation is not { Succeeded: false },
            [.. regions.Select(region => new RegionReport(
                region.Region, region.ApiUrl, region.IotEndpoint, region.CertificateAuthorityArn, region.CaCertificateId, region.Resources.Length))],
            devices, refusals,
            new SecondsReport(Rounded(setUp), Rounded(deploy), Rounded(provisioning.Elapsed.TotalSeconds)))
        {
            Travels = travels,
            Rotation = rotation,
        };

        if (options.Serve) { folder.WritePrivate(EnvironmentPath, EnvironmentFor(cloud)); }
        var json = JsonSerializer.Serialize(report, ReportJson.Default.RunReport);
        folder.Write("report.json", json + "\n");
        if (options.Json) { Console.Out.WriteLine(json); } else { ClosingTable.Write(console, report, options.Out); }

        if (options.Serve) { await ServeAsync(cloud, cancellationToken); }
        return report.Succeeded ? 0 : 1;
    }

    /// <summary>The second update of each stack, once there are others: it is told of their CAs, so that their devices may connect there, too.</summary>
    private async Task IntroduceAsync(LocalCloud cloud, List<RegionDeployment> regions, Dictionary<string, Parent> parents, CancellationToken cancellationToken)
    {
        if (options.Issuer != Issuer.AcmPca || regions.Count < 2) { return; }
        await view.StepAsync("peers", async () =>
        {
            for (var place = 0; place < regions.Count; place++)
            {
                var name = regions[place].Region;
                regions[place] = await cloud.DeployAsync(name, SettingsFor(name, parents[name], PeersOf(regions[place], regions)), cancellationToken);
            }
            return $"each of {regions.Count} regions knows the CAs of the others";
        });
    }

    /// <summary>The CAs of the other regions: their devices may connect in this one, too.</summary>
    private static string? PeersOf(RegionDeployment region, IEnumerable<RegionDeployment> regions) =>
        regions.Where(other => other.Region != region.Region).Select(other => other.CaCertificate).OfType<string>().ToArray() is { Length: > 0 } certificates
            ? string.Join('\n', certificates)
            : null;

    private StackSettings SettingsFor(string region, Parent parent, string? peers = null) => new StackSettings
    {
        PeerAuthorities = peers,
        Sku = SkuName.Parse(Sku),
        Region = region,
        HomeRegion = options.Regions[0],
        ReplicaRegions = [.. options.Regions.Skip(1)],
        Issuers = options.Issuer == Issuer.AcmPca ? Issuers.AcmPca : Issuers.IotCore,
        // The subject is the sample product line's, as in docs/ceremonies/widgiot.yaml, whose name constraints ask for it.
        Authority = new() { Parent = parent, Organization = "Automatra", Country = "US", Domain = "automatra.net" },
        FunctionsPath = "../artifacts/functions",
        // A person who tries a renewal does not want to wait for it.
        MinimumIntervalMinutes = 0,
        // Calls are quicker here than in AWS, so that fewer environments serve the whole quota.
        IssuerConcurrency = 1,
        Protect = false,
    }.Checked();

    private async Task<(IReadOnlyList<DeviceReport> Devices, IReadOnlyList<RefusalReport> Refusals, IReadOnlyList<TravelReport> Travels)> ProvisionAsync(
        LocalCloud cloud, IReadOnlyList<RegionDeployment> regions, CancellationToken cancellationToken)
    {
        if (options.Devices == 0) { return ([], [], []); }
        var made = Enumerable.Range(0, options.Devices).Select(index => SimulatedDevice.Make(index, options.Regions[index % options.Regions.Count])).ToArray();
        try
        {
            await view.StepAsync("factory", async () =>
            {
                using var dynamoDb = cloud.DynamoDb(options.Regions[0]);
                await new FactoryRecords(dynamoDb, regions[0].TableName, Sku, clock).RecordAsync(made, cancellationToken);
                return $"{made.Length} public keys recorded in {regions[0].TableName}";
            });

            using var http = new HttpClient();
            var enrollment = new Enrollment(http, Patience);
            var byName = regions.ToDictionary(region => region.Region);
            var reports = new ConcurrentBag<DeviceReport>();
            await view.CountedStepAsync("devices", made.Length, async done => await Parallel.ForEachAsync(
                made, new ParallelOptions { MaxDegreeOfParallelism = DevicesAtOnce, CancellationToken = cancellationToken },
                async (device, cancellation) =>
                {
                    var report = await Provisioning(byName[device.Region], enrollment).ProvisionAsync(device, RouteIn(byName[device.Region]), cancellation);
                    reports.Add(report);
                    done($"{device.Id} {device.Region} {device.KeyType}: {report.Outcome}");
                }));

            var refusals = new List<RefusalReport>();
            await view.StepAsync("refusals", async () =>
            {
                foreach (var (name, csr) in RefusalCases.Around(made[0]))
                {
                    var answer = await enrollment.AskAsync(RouteIn(byName[made[0].Region]), csr, cancellationToken);
                    refusals.Add(new RefusalReport(name, RefusalCases.ExpectedStatus, answer.Status));
                }
                return string.Join(", ", refusals.Select(refusal => $"{refusal.Case} {refusal.Answer}"));
            });
            DeviceReport[] all = [.. reports.OrderBy(report => report.DeviceId, StringComparer.Ordinal)];
            var travels = options.Issuer == Issuer.AcmPca ? await new Travels(folder, Connector(), view).RunAsync(all, regions, cancellationToken) : [];
            return (all, refusals, travels);
        }
        finally
        {
            foreach (var device in made) { device.Dispose(); }
        }
    }

    private MqttConnector Connector() => new(Sku, folder.Full(ServerRootPath), firstIsDropped: options.Issuer == Issuer.AcmPca);

    private async Task<RotationReport> RotateAsync(LocalCloud cloud, List<RegionDeployment> regions, Parent parent, CancellationToken cancellationToken)
    {
        var region = regions[0];
        using var dynamoDb = cloud.DynamoDb(region.Region);
        using var http = new HttpClient();
        var factory = new FactoryRecords(dynamoDb, region.TableName, Sku, clock);
        await using var walk = new RotationWalk(
            cloud, SettingsFor(region.Region, parent, PeersOf(region, regions)), region.CaCertificateId!, TellNextAsync, RouteIn(region), RecordedAsync, new Enrollment(http, Patience), view);
        return await walk.RunAsync(cancellationToken);

        async Task<RegionDeployment?> TellNextAsync(RegionDeployment announced, CancellationToken cancellation) => regions is [_, var next, ..]
            ? await cloud.DeployAsync(next.Region, SettingsFor(next.Region, parent, PeersOf(next, [announced, .. regions[1..]])), cancellation)
            : null;

        async Task<LiveDevice> RecordedAsync(string id)
        {
            var device = SimulatedDevice.Named(id, region.Region);
            await factory.RecordAsync([device], cancellationToken);
            return new(device, folder, RootPath, ServerRootPath, Sku);
        }
    }

    private DeviceProvisioning Provisioning(RegionDeployment region, Enrollment enrollment) =>
        new(folder, enrollment, Connector(), options.Issuer == Issuer.AcmPca ? RootPath : AmazonRootPath(region.Region));

    private static string AmazonRootPath(string region) => $"pki/{region}-amazon-root.pem";

    private Uri RouteIn(RegionDeployment region) => new(region.ApiUrl + (options.Issuer == Issuer.AcmPca ? Routes.New : Routes.Proto));

    /// <summary>For a shell. The key is the operator's, who may do everything here.</summary>
    private string EnvironmentFor(LocalCloud cloud) => $"""
        export AWS_ENDPOINT_URL={cloud.Endpoint}
        export AWS_REGION={options.Regions[0]} AWS_DEFAULT_REGION={options.Regions[0]}
        export AWS_ACCESS_KEY_ID={cloud.Iam.Operator.AccessKeyId}
        export AWS_SECRET_ACCESS_KEY={cloud.Iam.Operator.SecretAccessKey}
        unset AWS_SESSION_TOKEN AWS_PROFILE

        """;

    private async Task ServeAsync(LocalCloud cloud, CancellationToken cancellationToken)
    {
        console.WriteLine($"serving on {cloud.Endpoint} until Ctrl-C; . {Path.Combine(options.Out, EnvironmentPath)} points AWS SDKs and ./infra provision to it");
        try { await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken); }
        catch (OperationCanceledException) { /* Ctrl-C is how a served run ends. */ }
    }

    // ./infra tells when the command was typed, so that set-up counts what a person waited for: restore, build, publishing.
    private static double SinceTheCommandStarted()
    {
        var typed = Environment.GetEnvironmentVariable("INFRA_STARTED_AT");
        var started = long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : new DateTimeOffset(Process.GetCurrentProcess().StartTime.ToUniversalTime(), TimeSpan.Zero);
        return (DateTimeOffset.UtcNow - started).TotalSeconds;
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 2);
}
