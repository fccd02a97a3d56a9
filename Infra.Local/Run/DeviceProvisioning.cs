using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Reporting;

namespace Infra.Local.Run;

/// <summary>Takes one device from its key to a standing connection, as its firmware would, and says how far it came.</summary>
internal sealed class DeviceProvisioning(RunFolder folder, Enrollment enrollment, IDeviceConnector connector, string rootPath)
{
    public async Task<DeviceReport> ProvisionAsync(SimulatedDevice device, Uri route, CancellationToken cancellationToken)
    {
        var csr = device.SignRequest();
        var report = new DeviceReport(device.Id, device.Region, device.KeyType, "not started",
            folder.WritePrivate($"{device.Folder}/device.key", device.PrivateKeyPem),
            folder.Write($"{device.Folder}/device.csr", PemEncoding.WriteString("CERTIFICATE REQUEST", csr)),
            CertificatePath: null, ChainPath: null, CertificateId: null, MillisecondsToCertificate: null);

        // One device's failure is that device's outcome; the others go on, and the run fails at its end.
        try { return await ProvisionAsync(device, route, csr, report, cancellationToken); }
        catch (HttpRequestException failure)
        {
            return report with { Outcome = $"enroll: {failure.Message}" };
        }
    }

    private async Task<DeviceReport> ProvisionAsync(
        SimulatedDevice device, Uri route, byte[] csr, DeviceReport report, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var answer = await enrollment.PostAsync(route, csr, cancellationToken);
        if (answer.Issued is not { } issued) { return report with { Outcome = $"enroll: {answer.Status} {answer.Body}" }; }
        report = report with
        {
            MillisecondsToCertificate = Math.Round(clock.Elapsed.TotalMilliseconds, 1),
            CertificatePath = folder.Write($"{device.Folder}/device.crt", issued.Certificate),
            ChainPath = folder.Write($"{device.Folder}/chain.pem", issued.CertificateChain),
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

    // AWS IoT names a certificate by the SHA-256 of its DER.
    private static string IdOf(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
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
