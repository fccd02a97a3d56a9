using Infra.Devices;
using Infra.Identity.Contracts;
using Infra.Local.Aws;
using Infra.Local.Iot.Registry;
using Infra.Local.Run;

namespace Infra.Local.Proof;

/// <summary>Just-in-time registration: what the activator makes of certificates that come for the first time, and what becomes of the events it fails on.</summary>
internal sealed class FirstConnectionScenarios(ProvingGround ground)
{
    // Operations of the REST API of AWS IoT, as Faults names them.
    private const string DescribeCertificate = "GET /certificates/";
    private const string UpdateCertificate = "PUT /certificates/";

    // An event is tried thrice.
    private const int Tries = 3;

    private static readonly Fault Refusal = new Fault.Error(400, "InvalidRequestException");

    public IEnumerable<Scenario> All =>
    [
        Settled("a first connection is activated, logged", ActivateAsync),
        Settled("a device that was blocked meanwhile is revoked", RevokeAsync),
        Settled("the last step of an activation fails and the next try does it", TryAgainAsync),
        Settled("an event that fails thrice is kept", (watch, token) => KeepAsync(new("iot", DescribeCertificate, Refusal, Tries), watch, token)),
        Settled("an event that cannot be handed over is kept", (watch, token) =>
            KeepAsync(new("lambda", $"InvokeAsync {ground.Names.Function(HandlerNames.RegistrationActivator)}", new Fault.Throttle(), Times: 1), watch, token)),
        Settled("a first connection is activated, cold start", async (watch, token) =>
        {
            await ground.Cloud.CoolDownAsync(ground.Region);
            await ActivateAsync(watch, token);
        }),
    ];

    // What a scenario left running would be taken for the next one's.
    private Scenario Settled(string name, Func<AccessWatch, CancellationToken, Task> run) => new($"{ground.Region}: {name}", async (watch, token) =>
    {
        try { await run(watch, token); }
        finally { await ground.Cloud.EventsSettledAsync(); }
    });

    private async Task ActivateAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        var (device, issued) = await EnrolledAsync(watch, cancellationToken);
        using (device)
        {
            await ground.LoggedAsync([HandlerNames.RegistrationActivator], watch, () => ground.ConnectAsync(device, issued, watch, cancellationToken), cancellationToken);
        }
    }

    private async Task RevokeAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        var (device, issued) = await EnrolledAsync(watch, cancellationToken);
        using (device)
        {
            await ground.BlockAsync(device, cancellationToken);
            await ConnectOnceAsync(device, issued, cancellationToken);
            await ProvingGround.UntilAsync(() => ground.Known(issued)?.Status == CertificateStatuses.Revoked, "the certificate of a blocked device is not revoked", watch, cancellationToken);
        }
    }

    private async Task TryAgainAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        var (device, issued) = await EnrolledAsync(watch, cancellationToken);
        using (device)
        {
            await ground.WithFaultAsync(new("iot", UpdateCertificate, Refusal, Times: 1), async () =>
            {
                await ConnectOnceAsync(device, issued, cancellationToken);
                await ground.Cloud.EventsSettledAsync();
                await ProvingGround.UntilAsync(() => ground.Known(issued)?.Status == CertificateStatuses.Active, "an activation that failed once is not done by the next try", watch, cancellationToken);
            });
            await ground.ConnectAsync(device, issued, watch, cancellationToken);
        }
    }

    private async Task KeepAsync(FaultRule fault, AccessWatch watch, CancellationToken cancellationToken)
    {
        var (device, issued) = await EnrolledAsync(watch, cancellationToken);
        using (device)
        {
            var queue = Cloud.Arns.Of("sqs", ground.Region, ground.Names.FailedEvents);
            var before = ground.Cloud.MessagesIn(queue).Length;
            await ground.WithFaultAsync(fault, async () =>
            {
                await ConnectOnceAsync(device, issued, cancellationToken);
                await ground.Cloud.EventsSettledAsync();
                await ProvingGround.UntilAsync(() => ground.Cloud.MessagesIn(queue).Length > before, "the event is lost", watch, cancellationToken);
            });
        }
    }

    private async Task<(SimulatedDevice Device, EnrolledCertificate Issued)> EnrolledAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        var device = await ground.RecordedAsync(cancellationToken);
        return (device, await ground.PostAsync(Routes.New, device.SignRequest(), watch, cancellationToken));
    }

    private async Task ConnectOnceAsync(SimulatedDevice device, EnrolledCertificate issued, CancellationToken cancellationToken)
    {
        await using var mqtt = ground.Mqtt(device.Id, device.Folder, issued.Certificate, device.PrivateKeyPem, issued.Endpoint!, new() { Attempts = 1 });
        await mqtt.ConnectAsync(cancellationToken);
    }
}
