using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.PreProvisioning;

/// <summary>
/// The pre-provisioning hook of fleet provisioning: a claim says that its holder may ask, the device table says who may be provisioned. It
/// fails closed: whatever is missing, unknown or out of order is a no, and so is a registry that does not answer.
/// </summary>
internal sealed class PreProvisioningHandler(IDeviceRegistry devices, string template, FunctionLog log, TimeProvider time)
    : IHandler<PreProvisioningEvent, PreProvisioningAnswer>
{
    /// <summary>Of AWS IoT's five seconds, two are kept back for a cold start before and the way back after.</summary>
    private static readonly TimeSpan _patience = PreProvisioningHooks.Patience - TimeSpan.FromSeconds(2);

    public async Task<PreProvisioningAnswer> HandleAsync(PreProvisioningEvent @event, Invocation invocation)
    {
        var started = time.GetTimestamp();
        var device = DeviceId.TryParse(@event.Text(FleetTemplateParameters.SerialNumber), out var named) ? named : default(DeviceId?);
        string? fault;
        Exception? failure = null;
        try
        {
            fault = await FaultOfAsync(@event, device, invocation);
        }
        catch (Exception exception)
        {
            (fault, failure) = (HookFaults.RegistryUnavailable, exception);
        }

        log.Write(new LogEntry(invocation.RequestId, fault ?? FunctionOutcomes.Allowed, time.GetElapsedTime(started)) { Device = device, Fault = failure });
        return fault is null ? Yes(device!.Value) : new PreProvisioningAnswer { AllowProvisioning = false };
    }

    private async Task<string?> FaultOfAsync(PreProvisioningEvent @event, DeviceId? device, Invocation invocation)
    {
        // The function's resource policy names the template too; a permission is more easily widened than this line.
        if (@event.TemplateArn?.EndsWith($":provisioningtemplate/{template}", StringComparison.Ordinal) is not true)
        {
            return HookFaults.TemplateUnexpected;
        }

        if (device is not { } known)
        {
            return @event.Text(FleetTemplateParameters.SerialNumber) is null ? HookFaults.SerialMissing : HookFaults.SerialInvalid;
        }

        if (!DeviceCertificate.TryRead(@event.CertificatePem, out var certificate))
        {
            return HookFaults.CertificateUnreadable;
        }

        var left = invocation.TimeToWork(time);
        using var patience = new CancellationTokenSource(left < _patience ? left : _patience, time);
        var record = await devices.FindAsync(known, patience.Token);

        // Of a device whose key AWS IoT makes (CreateKeysAndCertificate) no key can have been recorded: its record vouches for the serial
        // alone. Where one was recorded, the certificate has to be for that key.
        return record is { PublicKey: null } ? RecordCheck.FaultOfStatus(record) : RecordCheck.FaultOf(record, certificate.Key);
    }

    private static PreProvisioningAnswer Yes(DeviceId device) => new()
    {
        AllowProvisioning = true,
        ParameterOverrides = new() { [FleetTemplateParameters.ThingName] = device.ToString() },
    };
}

/// <summary>The reasons beyond those of <see cref="DeviceFaults"/>.</summary>
internal static class HookFaults
{
    public const string TemplateUnexpected = "template_unexpected";
    public const string SerialMissing = "serial_missing";
    public const string SerialInvalid = "serial_invalid";
    public const string CertificateUnreadable = "certificate_unreadable";
    public const string RegistryUnavailable = "registry_unavailable";
}
