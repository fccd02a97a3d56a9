using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Exceptions;

namespace MQTTnet.Connection;

/// <summary>Opens the TCP connection of a client and, where asked for, TLS over it.</summary>
internal static class ClientTransport
{
    internal static async Task<Stream> OpenAsync(MqttClientTcpOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or MqttCommunicationException))
        {
            throw new MqttCommunicationException(exception);
        }
    }

    private static async Task<Stream> ConnectAsync(MqttClientTcpOptions options, CancellationToken cancellationToken)
    {
        // Without a family the socket is dual mode, so that a name may resolve to either.
        var socket = options.AddressFamily == AddressFamily.Unspecified
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(options.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Stream stream = null;
        try
        {
            socket.NoDelay = options.NoDelay;
            await socket.ConnectAsync(options.RemoteEndpoint, cancellationToken).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            return options.TlsOptions?.UseTls == true
                ? await SecureAsync(stream, options, cancellationToken).ConfigureAwait(false)
                : stream;
        }
        catch
        {
            if (stream is not null) { await stream.DisposeAsync().ConfigureAwait(false); }
            socket.Dispose();
            throw;
        }
    }

    private static async Task<SslStream> SecureAsync(Stream stream, MqttClientTcpOptions options, CancellationToken cancellationToken)
    {
        var tls = options.TlsOptions;
        var revocation = tls.IgnoreCertificateRevocationErrors ? X509RevocationMode.NoCheck : tls.RevocationMode;
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = string.IsNullOrEmpty(tls.TargetHost) ? (options.RemoteEndpoint as System.Net.DnsEndPoint)?.Host : tls.TargetHost,
            ClientCertificates = tls.ClientCertificatesProvider?.GetCertificates(),
            EnabledSslProtocols = tls.SslProtocol,
            CertificateRevocationCheckMode = revocation,
        };
        if (tls.TrustChain?.Count > 0)
        {
            authentication.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                VerificationFlags = X509VerificationFlags.IgnoreEndRevocationUnknown,
                RevocationMode = revocation,
            };
            authentication.CertificateChainPolicy.CustomTrustStore.AddRange(tls.TrustChain);
        }

        var secured = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, chain, errors) =>
            tls.CertificateValidationHandler is { } validate
                ? validate(new MqttClientCertificateValidationEventArgs(certificate, chain, errors, options))
                : errors == SslPolicyErrors.None);
        try
        {
            await secured.AuthenticateAsClientAsync(authentication, cancellationToken).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
