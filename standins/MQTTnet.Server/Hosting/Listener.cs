using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MQTTnet.Server.Hosting;

/// <summary>Accepts connections on one address, does TLS where the endpoint says so, and hands them on.</summary>
internal sealed class Listener : IDisposable
{
    private readonly Socket socket;
    private readonly MqttServerTcpEndpointBaseOptions endpoint;
    private readonly MqttServerTlsTcpEndpointOptions tls;
    private readonly TimeSpan patience;

    internal Listener(IPAddress address, MqttServerTcpEndpointBaseOptions endpoint, TimeSpan patience)
    {
        (this.endpoint, this.patience) = (endpoint, patience);
        tls = endpoint as MqttServerTlsTcpEndpointOptions;
        socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, endpoint.Port));
            endpoint.Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            socket.Listen(endpoint.ConnectionBacklog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal async Task AcceptAsync(Func<ServerConnection, Task> serve, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                _ = Task.Run(() => TryServeAsync(accepted, serve, cancellationToken), CancellationToken.None);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer gave up while it waited in the backlog, or descriptors ran out: either way the next one may do better.
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task TryServeAsync(Socket accepted, Func<ServerConnection, Task> serve, CancellationToken cancellationToken)
    {
        Stream stream = null;
        try
        {
            accepted.NoDelay = endpoint.NoDelay;
            var remoteEndPoint = accepted.RemoteEndPoint;
            stream = new NetworkStream(accepted, ownsSocket: true);
            X509Certificate2 clientCertificate = null;
            if (tls is not null)
            {
                var secured = new SslStream(stream, leaveInnerStreamOpen: false, tls.RemoteCertificateValidationCallback);
                stream = secured;
                await AuthenticateAsync(secured, cancellationToken).ConfigureAwait(false);
                clientCertificate = secured.RemoteCertificate as X509Certificate2;
            }
            using var connection = new ServerConnection(stream, remoteEndPoint, clientCertificate, tls is not null);
            await serve(connection).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever a peer sends or does not send, only its own connection suffers.
        }
        finally
        {
            if (stream is not null) { await stream.DisposeAsync().ConfigureAwait(false); }
            accepted.Dispose();
        }
    }

    private async Task AuthenticateAsync(SslStream secured, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = tls.CertificateProvider.GetCertificate(),
            ClientCertificateRequired = tls.ClientCertificateRequired,
            EnabledSslProtocols = tls.SslProtocol,
            CertificateRevocationCheckMode = tls.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        };
        await secured.AuthenticateAsServerAsync(options, limit.Token).ConfigureAwait(false);
    }
}
