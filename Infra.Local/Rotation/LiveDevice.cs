using System.Security.Cryptography.X509Certificates;
using System.Text;
using Infra.Devices;
using Infra.Local.Iot.X509;
using Infra.Local.Run;
using MQTTnet.Exceptions;

namespace Infra.Local.Rotation;

/// <summary>A device that stays in touch: it holds its connection, comes back, and renews.</summary>
internal sealed class LiveDevice(SimulatedDevice device, RunFolder folder, string rootPath, string serverRootPath, string topicRoot) : IAsyncDisposable
{
    // A refusal is over at once; only a gateway that does not answer takes as long.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly ReferenceDevice reference = new(device.Id, new DeviceFolder(folder.Full(device.Folder)), TimeProvider.System);
    private MqttDevice? mqtt;

    public SimulatedDevice Device => device;

    /// <summary>Id in AWS IoT of the certificate that it has.</summary>
    public string CertificateId => Certificate(CertificateFacts.IdOf);

    /// <summary>Subject of the CA that signed it.</summary>
    public string Issuer => Certificate(certificate => certificate.Issuer);

    /// <summary>Gets its first certificate.</summary>
    public async Task EnrollAsync(Enrollment enrollment, Uri route, CancellationToken cancellationToken)
    {
        folder.WritePrivate($"{device.Folder}/device.key", device.PrivateKeyPem);
        Require(await reference.EnrollAsync(enrollment, route, device.KeyKind, await RootAsync(cancellationToken), cancellationToken));
    }

    /// <summary>Gets a further one for the same key.</summary>
    public async Task RenewAsync(Enrollment enrollment, Uri route, CancellationToken cancellationToken) =>
        Require(await reference.RenewAsync(enrollment, route, await RootAsync(cancellationToken), cancellationToken));

    /// <summary>Connects anew with the certificate that it has, to the endpoint that it was told or another; whether it is in.</summary>
    public async Task<bool> ConnectAsync(CancellationToken cancellationToken, string? endpoint = null)
    {
        await LeaveAsync();
        var (host, port) = MqttEndpoint.Parse(endpoint ?? await File.ReadAllTextAsync(reference.Folder.EndpointPath, cancellationToken))!;
        mqtt = new(device.Id, host, port, new(reference.Folder.CertificatePath, reference.Folder.KeyPath, folder.Full(serverRootPath)), new() { Attempts = 4 });
        return (await mqtt.ConnectAsync(cancellationToken)).Connected;
    }

    /// <summary>Whether the connection that it holds still carries its messages.</summary>
    public async Task<bool> SpeaksAsync(CancellationToken cancellationToken)
    {
        if (mqtt is not { IsConnected: true }) { return false; }
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(patience);
        try
        {
            await mqtt.EchoAsync($"{topicRoot}/{device.Id}/hello", Encoding.UTF8.GetBytes(device.Id), limited.Token);
            return true;
        }
        catch (Exception failure) when (failure is MqttCommunicationException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        device.Dispose();
    }

    private async Task LeaveAsync()
    {
        if (mqtt is { } before) { await before.DisposeAsync(); }
        mqtt = null;
    }

    private void Require(EnrollmentOutcome outcome)
    {
        if (outcome.Kept is null) { throw new InvalidOperationException($"{device.Id} got no certificate: {outcome.Objection ?? $"{outcome.Answer.Status} {outcome.Answer.Body}"}"); }
    }

    private Task<string> RootAsync(CancellationToken cancellationToken) => File.ReadAllTextAsync(folder.Full(rootPath), cancellationToken);

    private string Certificate(Func<X509Certificate2, string> read)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(reference.Folder.CertificatePath));
        return read(certificate);
    }
}
