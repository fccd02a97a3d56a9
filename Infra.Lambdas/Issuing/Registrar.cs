using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Issuing;

/// <summary>
/// Makes a certificate that is in AWS IoT, inactive or pending, usable: thing, policy, attachment and, last of all, activation. So an active
/// certificate is a complete one, and a device never connects half provisioned.
/// </summary>
internal sealed class Registrar(IIotRegistry iot, string policy)
{
    /// <summary>
    /// For a certificate that is tried again for sure: each step may be repeated, and until the last one the certificate keeps its status, with which
    /// nobody can connect. So whoever comes next, at once or later, finishes what a failure left.
    /// </summary>
    public async Task CompleteAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken)
    {
        await iot.EnsureThingAsync(device, cancellationToken);
        await iot.AttachPolicyAsync(policy, certificate, cancellationToken);
        await iot.AttachThingAsync(device, certificate, cancellationToken);
        await iot.ActivateAsync(certificate, cancellationToken);
    }

    /// <summary>For a certificate that nobody may ever ask for again: if a step fails, all are undone and the certificate is deleted.</summary>
    public async Task CompleteOrUndoAsync(DeviceId device, IotCertificate certificate, CancellationToken cancellationToken)
    {
        if (certificate.Status is IotCertificateStatus.Active)
        {
            return;
        }

        try
        {
            await CompleteAsync(device, certificate, cancellationToken);
        }
        catch (Exception failure)
        {
            await UndoAsync(device, certificate, failure);
            throw;
        }
    }

    /// <summary>
    /// A call that failed may have had its effect all the same (the reply was lost), so everything is undone, whichever step it was.
    /// The thing stays: it is the device's, may be older than this run, and harms nobody. If the undoing itself fails, the certificate
    /// stays behind inactive, and the next run for this CSR finds it by its id.
    /// </summary>
    private async Task UndoAsync(DeviceId device, IotCertificate certificate, Exception failure)
    {
        Func<CancellationToken, Task>[] steps =
        [
            token => iot.DeactivateAsync(certificate, token),
            token => iot.DetachThingAsync(device, certificate, token),
            token => iot.DetachPolicyAsync(policy, certificate, token),
            token => iot.DeleteAsync(certificate, token),
        ];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        List<Exception> failures = [];
        foreach (var step in steps)
        {
            try
            {
                await step(patience.Token);
            }
            catch (Exception exception) when (exception is PortException or OperationCanceledException)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("a registration failed and could not be undone altogether", [failure, .. failures]);
        }
    }
}
