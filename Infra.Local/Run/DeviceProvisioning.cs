using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Infra.Devices;
using Infra.Local.Iot.X509;
using Infra.Local.Reporting;

namespace Infra.Local.Run;

/// <summary>Takes one device from its key to a standing connection with the reference device, and says how far it came.</summary>
internal sealed class DeviceProvisioning(RunFolder folder, Enrollment enrollment, IDeviceConnector connector, string rootPath)
{
    public async Task<DeviceReport> ProvisionAsync(SimulatedDevice device, Uri route, CancellationToken cancellationToken)
    {
        var report = new DeviceReport(device.Id, device.Region, device.KeyType, "not started",
            folder.WritePrivate($"{device.Folder}/device.key", device.PrivateKeyPem), $"{device.Folder}/device.csr",
            CertificatePath: null, ChainPath: null, CertificateId: null, MillisecondsToCertificate: null);

        // One device's failure is that device's outcome; the others go on, and the run fails at its end.
        try { return await ProvisionAsync(device, route, report, cancellationToken); }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return report with { Outcome = $"enroll: {failure.Message}" };
        }
    }

    private async Task<DeviceReport> ProvisionAsync(SimulatedDevice device, Uri route, DeviceReport report, CancellationToken cancellationToken)
    {
        var reference = new ReferenceDevice(device.Id, new DeviceFolder(folder.Full(device.Folder)), TimeProvider.System);
        var rootPem = await File.ReadAllTextAsync(folder.Full(rootPath), cancellationToken);
        var clock = Stopwatch.StartNew();
        var outcome = await reference.EnrollAsync(enrollment, route, device.KeyKind, rootPem, cancellationToken);
        if (outcome.Kept is not { } issued)
        {
            return report with { Outcome = outcome.Objection is { } said ? $"chain: {said}" : $"enroll: {outcome.Answer.Status} {outcome.Answer.Body}" };
        }

        report = report with
        {
            MillisecondsToCertificate = Math.Round(clock.Elapsed.TotalMilliseconds, 1),
            CertificatePath = $"{device.Folder}/device.crt",
            ChainPath = $"{device.Folder}/chain.pem",
            CertificateId = IdOf(issued.Certificate),
        };

        if (await ChainJudge.ObjectionAsync(folder.Full(rootPath), folder.Full(report.ChainPath), folder.Full(report.CertificatePath), cancellationToken) is { } objection)
        {
            return report with { Outcome = $"chain: {objection}" };
        }

        var refusal = await connector.ConnectAsync(new EnrolledDevice(
            device.Id, issued.Endpoint ?? "", folder.Full(report.CertificatePath), folder.Full(report.KeyPath)), cancellationToken);
        return report with { Outcome = refusal is null ? DeviceReport.Connected : $"connect: {refusal}" };
    }

    private static string IdOf(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return CertificateFacts.IdOf(certificate);
    }
}

/// <summary>Connects a device to the gateway that the answer named.</summary>
internal interface IDeviceConnector
{
    /// <summary>Nothing when the device stood connected and used its own topic, else what stopped it.</summary>
    Task<string?> ConnectAsync(EnrolledDevice device, CancellationToken cancellationToken);
}

/// <summary>What a device holds when it connects: its id, the endpoint, and full paths.</summary>
internal sealed record EnrolledDevice(string DeviceId, string Endpoint, string CertificatePath, string KeyPath);
