using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Infra.Components;
using Infra.Devices;
using Infra.Identity.Contracts;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Run;
using MQTTnet.Exceptions;

namespace Infra.Local.Proof;

/// <summary>One deployed region and what a factory, devices and misfortune can do to it.</summary>
internal sealed class ProvingGround(LocalCloud cloud, RegionDeployment region, ResourceNames names, FactoryRecords factory, RunFolder folder, HttpClient http) : IDisposable
{
    // Longer than anything takes here: only a scenario that fails for no refusal waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // After the refusal, what was to arrive in spite of it would be here by then.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMilliseconds(250);

    private static int made;

    private readonly Enrollment enrollment = new(http, Patience);
    private (SimulatedDevice Device, EnrolledCertificate Issued)? known;

    public string Region => region.Region;

    /// <summary>A device asks for its first certificate, and every function on the way keeps its log.</summary>
    public async Task IssueAsync(string route, AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await RecordedAsync(cancellationToken);
        await LoggedAsync(route, watch, () => PostAsync(route, device.SignRequest(), watch, cancellationToken), cancellationToken);
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

    public void Dispose() => known?.Device.Dispose();

    private Uri Route(string route) => new(region.ApiUrl + route);

    private async Task<SimulatedDevice> RecordedAsync(CancellationToken cancellationToken)
    {
        // Even numbers have EC keys, which are made at once.
        var device = SimulatedDevice.Make(2 * Interlocked.Increment(ref made), Region);
        await factory.RecordAsync([device], cancellationToken);
        return device;
    }

    private async Task<EnrolledCertificate> PostAsync(string route, byte[] csr, AccessWatch watch, CancellationToken cancellationToken)
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

    private async Task ConnectAsync(SimulatedDevice device, EnrolledCertificate issued, AccessWatch watch, CancellationToken cancellationToken)
    {
        var colon = issued.Endpoint!.LastIndexOf(':');
        var files = new DeviceFiles(
            folder.Full(folder.Write($"{device.Folder}/device.crt", issued.Certificate)),
            folder.Full(folder.WritePrivate($"{device.Folder}/device.key", device.PrivateKeyPem)),
            folder.Full(ProofRun.GatewayRootPath));
        await using var mqtt = new MqttDevice(
            device.Id, issued.Endpoint[..colon], int.Parse(issued.Endpoint.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture), files, new() { Attempts = 4 });
        var connected = await mqtt.ConnectAsync(cancellationToken);
        Require(connected.Connected, "the device cannot connect");

        foreach (var topic in OwnTopics(device))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            await using var hurry = watch.Refused.Register(() => patience.CancelAfter(Afterwards));
            try { await mqtt.EchoAsync(topic, Encoding.UTF8.GetBytes(device.Id), patience.Token); }
            catch (Exception failure) when (failure is MqttCommunicationException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new ScenarioFailedException($"the device cannot use its topic {topic.Replace(device.Id, "{thing}", StringComparison.Ordinal)}");
            }
        }
    }

    private ImmutableArray<string> OwnTopics(SimulatedDevice device) => [$"{names.Sku}/{device.Id}/hello", $"$aws/things/{device.Id}/shadow/update"];

    /// <summary>Runs <paramref name="work"/>, and waits until each function on the route has kept a line of it.</summary>
    private async Task LoggedAsync(string route, AccessWatch watch, Func<Task> work, CancellationToken cancellationToken)
    {
        string[] handlers = [HandlerNames.Authorizer, route == Routes.New ? HandlerNames.IssuerAcmPca : HandlerNames.IssuerIotCore];
        var before = handlers.ToDictionary(handler => handler, Lines);
        await work();
        var clock = Stopwatch.StartNew();
        foreach (var handler in handlers)
        {
            while (Lines(handler) == before[handler])
            {
                Require(!watch.Refused.IsCancellationRequested && clock.Elapsed < Patience, $"function {handler} leaves no log");
                await Task.Delay(10, cancellationToken);
            }
        }
    }

    private int Lines(string handler) => cloud.Logs.Find(Region, names.FunctionLog(handler))?.Events.Length ?? 0;

    private async Task WithFaultAsync(FaultRule rule, Func<Task> work)
    {
        cloud.Faults.Add(rule);
        try { await work(); }
        finally { cloud.Faults.Clear(); }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) { throw new ScenarioFailedException(otherwise); }
    }
}
