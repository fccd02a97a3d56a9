using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Devices;
using Infra.Identity.Contracts;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.X509;
using Infra.Local.Run;
using MQTTnet.Exceptions;

namespace Infra.Local.Proof;

/// <summary>One deployed region and what a factory, devices and misfortune can do to it.</summary>
internal sealed class ProvingGround(LocalCloud cloud, RegionDeployment region, ResourceNames names, FactoryRecords factory, RunFolder folder, HttpClient http) : IDisposable
{
    // Longer than anything takes here: only a scenario that fails for no refusal waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // After the refusal, what was to arrive in spite of it would be here by then.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private static int made;

    private readonly Enrollment enrollment = new(http, Patience);
    private (SimulatedDevice Device, EnrolledCertificate Issued)? known;

    /// <summary>A device that does not give up while it is made known: patience ends its attempts.</summary>
    public static BackOff Persistent { get; } = new() { Attempts = int.MaxValue, Longest = TimeSpan.FromMilliseconds(500) };

    public string Region => region.Region;

    public LocalCloud Cloud => cloud;

    public RegionDeployment Deployment => region;

    public ResourceNames Names => names;

    public HttpClient Http => http;

    /// <summary>A device asks for its first certificate, and every function on the way keeps its log.</summary>
    public async Task IssueAsync(string route, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        string[] handlers = [HandlerNames.Authorizer, route == Routes.New ? HandlerNames.IssuerAcmPca : HandlerNames.IssuerIotCore];
        await LoggedAsync(handlers, watch, () => PostAsync(route, device.SignRequest(), watch, cancellationToken), cancellationToken);
    }

    /// <summary>The same when no function runs yet.</summary>
    public async Task IssueColdAsync(string route, AccessWatch watch, CancellationToken cancellationToken)
    {
        await cloud.CoolDownAsync(Region);
        await IssueAsync(route, watch, cancellationToken);
    }

    /// <summary>A device gets its first certificate, connects (twice, where the first connection registers it) and uses its own topics.</summary>
    public async Task IssueAndConnectAsync(string route, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        await ConnectAsync(device, await PostAsync(route, device.SignRequest(), watch, cancellationToken), watch, cancellationToken);
    }

    /// <summary>A device that has been here before connects and uses its own topics.</summary>
    public async Task ComeBackAsync(string route, AccessWatch watch, CancellationToken cancellationToken)
    {
        if (known is null)
        {
            var device = await RecordedAsync(cancellationToken);
            known = (device, await PostAsync(route, device.SignRequest(), watch, cancellationToken));
        }
        await ConnectAsync(known.Value.Device, known.Value.Issued, watch, cancellationToken);
    }

    /// <summary>A device gets a second certificate and uses it; then the first one is out of service.</summary>
    public async Task RetireAsync(string route, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        var first = await PostAsync(route, device.SignRequest(), watch, cancellationToken);
        await ConnectAsync(device, first, watch, cancellationToken);
        var second = await PostAsync(route, device.SignRequest(), watch, cancellationToken);
        await ConnectAsync(device, second, watch, cancellationToken);
        await cloud.CoolDownAsync(Region);
        await LoggedAsync([HandlerNames.CertificateRetirer], watch, async () =>
        {
            foreach (var result in await cloud.RunSchedulesAsync(Region, cancellationToken))
            {
                Require(result.Error is null, $"a run of the retirer failed: {result.ErrorMessage}");
                Require((int?)JsonNode.Parse(result.Payload.Span)?["failed"] == 0, "the retirer could not deal with every device");
            }
        }, cancellationToken);
        Require(Known(first)?.Status == CertificateStatuses.Inactive, $"the certificate that was renewed is {Known(first)?.Status}");
        Require(Known(second)?.Status == CertificateStatuses.Active, $"the certificate in use is {Known(second)?.Status}");
    }

    /// <summary>What AWS IoT has of a certificate; null when it does not know it.</summary>
    public DeviceCertificate? Known(EnrolledCertificate issued)
    {
        using var certificate = X509Certificate2.CreateFromPem(issued.Certificate);
        return cloud.Iot.Region(Region).Certificates.Find(CertificateFacts.IdOf(certificate));
    }

    /// <summary>A device repeats its request and gets the certificate that it has.</summary>
    public async Task RepeatAsync(string route, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        var csr = device.SignRequest();
        var first = await PostAsync(route, csr, watch, cancellationToken);
        var second = await PostAsync(route, csr, watch, cancellationToken);
        Require(first.Certificate == second.Certificate, $"{route} gave another certificate for the same request");
    }

    /// <summary>A call has its effect and its answer is lost; the run goes on from there.</summary>
    public async Task LoseReplyAsync(string route, string operation, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        await WithFaultAsync(new("iot", operation, new Fault.LostReply(), Times: 1),
            () => PostAsync(route, device.SignRequest(), watch, cancellationToken));
    }

    /// <summary>The last step of a registration fails, and all that was done is taken back.</summary>
    public async Task TakeBackAsync(string route, string operation, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        var certificates = cloud.Iot.Region(Region).Certificates;
        var before = certificates.All.Count;
        var answer = default(EnrollmentAnswer);
        await WithFaultAsync(new("iot", operation, new Fault.Error(400, "InvalidRequestException"), Times: 1),
            async () => answer = await enrollment.AskAsync(Route(route), device.SignRequest(), cancellationToken));
        Require(answer!.Issued is null, $"{route} answered 200 although a step failed");
        Require(certificates.All.Count == before, $"{route} answered {answer.Status} and left a certificate behind in AWS IoT");
    }

    /// <summary>What must be refused is refused.</summary>
    public async Task RefuseAsync(string route, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        foreach (var (name, csr) in RefusalCases.Around(device))
        {
            var answer = await enrollment.AskAsync(Route(route), csr, cancellationToken);
            Require(answer.Status == RefusalCases.ExpectedStatus, $"{name} at {route} met {answer.Status} instead of {RefusalCases.ExpectedStatus}");
        }
    }

    /// <summary>A device that another region enrolled connects here.</summary>
    public async Task WelcomeAsync(ProvingGround home, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await home.RecordedAsync(cancellationToken);
        var issued = await home.PostAsync(Routes.New, device.SignRequest(), watch, cancellationToken);
        await ConnectAsync(device, issued with { Endpoint = region.IotEndpoint }, watch, cancellationToken);
        await cloud.EventsSettledAsync();
    }

    public void Dispose() => known?.Device.Dispose();

    private Uri Route(string route) => new(region.ApiUrl + route);

    /// <summary>A device that the factory has recorded.</summary>
    public async Task<SimulatedDevice> RecordedAsync(CancellationToken cancellationToken)
    {
        // Even numbers have EC keys, which are made at once.
        var device = SimulatedDevice.Make(2 * Interlocked.Increment(ref made), Region);
        await factory.RecordAsync([device], cancellationToken);
        return device;
    }

    /// <summary>The record of a device says from now on that it is blocked.</summary>
    public Task BlockAsync(SimulatedDevice device, CancellationToken cancellationToken) => factory.RecordAsync([device], DeviceStatuses.Blocked, cancellationToken);

    /// <summary>The certificate that a route gives for a request, waited for where the route says to.</summary>
    public async Task<EnrolledCertificate> PostAsync(string route, byte[] csr, AccessWatch watch, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await enrollment.AskAsync(Route(route), csr, cancellationToken);
            if (answer.Issued is { } issued) { return issued; }
            var comesLater = answer.Status is 202 or 429 or 503 && !watch.Refused.IsCancellationRequested && clock.Elapsed < Patience;
            if (!comesLater) { throw new ScenarioFailedException($"{route} answers {answer.Status}"); }
            await Task.Delay(Afterwards, cancellationToken);
        }
    }

    /// <summary>A device connects, however often it is dropped first, and uses its own topics.</summary>
    public async Task ConnectAsync(SimulatedDevice device, EnrolledCertificate issued, AccessWatch watch, CancellationToken cancellationToken)
    {
        await using var mqtt = Mqtt(device.Id, device.Folder, issued.Certificate, device.PrivateKeyPem, issued.Endpoint!, Persistent);
        var connected = await HurriedAsync(mqtt.ConnectAsync, "the device cannot connect", watch, cancellationToken);
        Require(connected.Connected, "the device cannot connect");

        foreach (var topic in OwnTopics(device))
        {
            await HurriedAsync(async patience => { await mqtt.EchoAsync(topic, Encoding.UTF8.GetBytes(device.Id), patience); return true; },
                $"the device cannot use its topic {topic.Replace(device.Id, "{thing}", StringComparison.Ordinal)}", watch, cancellationToken);
        }
    }

    /// <summary>A device that connects with these; its files go to the folder.</summary>
    public MqttDevice Mqtt(string clientId, string files, string certificatePem, string keyPem, string endpoint, BackOff backOff)
    {
        var (host, port) = MqttEndpoint.Parse(endpoint) ?? throw new ScenarioFailedException($"the endpoint '{endpoint}' is no HOST:PORT");
        return new(clientId, host, port, new DeviceFiles(
            folder.Full(folder.Write($"{files}/device.crt", certificatePem)),
            folder.Full(folder.WritePrivate($"{files}/device.key", keyPem)),
            folder.Full(ProofRun.GatewayRootPath)), backOff);
    }

    /// <summary>Does something that waits for an answer; after a refusal that stops it, it waits only a moment longer.</summary>
    public static Task<T> HurriedAsync<T>(Func<CancellationToken, Task<T>> work, string otherwise, AccessWatch watch, CancellationToken cancellationToken) =>
        HurriedAsync(work, otherwise, watch.Stopped, cancellationToken);

    private static async Task<T> HurriedAsync<T>(Func<CancellationToken, Task<T>> work, string otherwise, CancellationToken refused, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var hurry = refused.Register(() => patience.CancelAfter(Afterwards));
        try
        {
            return await work(patience.Token);
        }
        catch (Exception failure) when (failure is MqttCommunicationException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ScenarioFailedException(otherwise);
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static Task UntilAsync(Func<bool> holds, string otherwise, AccessWatch watch, CancellationToken cancellationToken) => HurriedAsync(async patience =>
    {
        while (!holds()) { await Task.Delay(Glance, patience); }
        return true;
    }, otherwise, watch.Refused, cancellationToken);

    private ImmutableArray<string> OwnTopics(SimulatedDevice device) => [$"{names.Sku}/{device.Id}/hello", $"$aws/things/{device.Id}/shadow/update"];

    /// <summary>Runs <paramref name="work"/>, and waits until each of the functions has kept a line of it.</summary>
    public async Task LoggedAsync(IReadOnlyList<string> handlers, AccessWatch watch, Func<Task> work, CancellationToken cancellationToken)
    {
        var before = handlers.ToDictionary(handler => handler, Lines);
        await work();
        foreach (var handler in handlers) { await UntilAsync(() => Lines(handler) > before[handler], $"function {handler} leaves no log", watch, cancellationToken); }
    }

    private int Lines(string handler) => cloud.Logs.Find(Region, names.FunctionLog(handler))?.Events.Length ?? 0;

    /// <summary>Runs <paramref name="work"/> while something goes wrong.</summary>
    public async Task WithFaultAsync(FaultRule rule, Func<Task> work)
    {
        cloud.Faults.Add(rule);
        try { await work(); }
        finally { cloud.Faults.Clear(); }
    }

    public static void Require(bool holds, string otherwise)
    {
        if (!holds) { throw new ScenarioFailedException(otherwise); }
    }
}
