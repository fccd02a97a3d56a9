using Infra.Identity;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.RegistrationActivator;

/// <summary>
/// Just-in-time registration: a certificate of our CA that came with a first connection is activated if its subject names a device that is ready
/// and its key is that device's recorded one. Any other is revoked. If anything does not answer, the invocation fails and the certificate stays
/// pending, with which nobody can connect: Lambda tries again twice, then keeps the event, and each try goes on where the last one stopped.
/// </summary>
internal sealed class ActivatorHandler(IDeviceRegistry devices, IIotRegistry iot, Registrar registrar, FunctionLog log, TimeProvider time)
    : IHandler<RegistrationEvent, RegistrationAnswer>
{
    public async Task<RegistrationAnswer> HandleAsync(RegistrationEvent @event, Invocation invocation)
    {
        var started = time.GetTimestamp();
        DeviceId? device = null;

        // An id of any other form could be anything: it is neither looked up nor logged.
        var id = Sha256Digest.TryParse(@event.CertificateId, out var digest) ? digest.ToString() : null;
        LogEntry Entry(string outcome) => new(invocation.RequestId, outcome, time.GetElapsedTime(started)) { Device = device, CertificateId = id };
        try
        {
            using var patience = new CancellationTokenSource(invocation.TimeToWork(time), time);
            var outcome = id is null ? ActivatorOutcomes.EventInvalid : await DecideAsync(id, named => device = named, patience.Token);
            log.Write(Entry(outcome));
            return new RegistrationAnswer { Outcome = outcome };
        }
        catch (Exception fault)
        {
            log.Write(Entry(OtherOutcomes.Fault) with { Fault = fault });
            throw;
        }
    }

    private async Task<string> DecideAsync(string id, Action<DeviceId> name, CancellationToken cancellationToken)
    {
        if (await iot.FindAsync(id, cancellationToken) is not { } certificate)
        {
            return ActivatorOutcomes.CertificateGone;
        }

        // Events come late and more than once. What was decided before, by us or by an operator, stands.
        if (certificate.Status is not IotCertificateStatus.Pending)
        {
            return ActivatorOutcomes.NotPending;
        }

        if (!DeviceCertificate.TryRead(certificate.Pem, out var read) || read.Subject is not { } device)
        {
            await iot.RevokeAsync(certificate, cancellationToken);
            return ActivatorOutcomes.SubjectInvalid;
        }

        name(device);
        if (RecordCheck.FaultOf(await devices.FindAsync(device, cancellationToken), read.Key) is { } fault)
        {
            await iot.RevokeAsync(certificate, cancellationToken);
            return fault;
        }

        await registrar.CompleteAsync(device, certificate, cancellationToken);
        return ActivatorOutcomes.Activated;
    }
}

/// <summary>What became of a certificate. A code of <see cref="DeviceFaults"/>: it was revoked for that.</summary>
internal static class ActivatorOutcomes
{
    public const string Activated = "activated";
    public const string NotPending = "not_pending";
    public const string CertificateGone = "certificate_gone";
    public const string EventInvalid = "event_invalid";

    /// <summary>Revoked, too: the subject does not name exactly one device.</summary>
    public const string SubjectInvalid = "subject_invalid";
}
