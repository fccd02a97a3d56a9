using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Infra.Tests.StandIns.Mqtt;

public class Mqtt_over_mutual_tls
{
    [Fact]
    public async Task shows_the_server_the_certificate_of_the_client()
    {
        var seen = new ConcurrentQueue<(string ClientId, string? Subject, bool Secure)>();
        await using var loopback = await MqttLoopback.StartAsync(server => server.ValidatingConnectionAsync += args =>
        {
            seen.Enqueue((args.ClientId, args.ClientCertificate?.Subject, args.IsSecureConnection));
            return Task.CompletedTask;
        });

        await loopback.ConnectAsync("device-1");

        Assert.Equal([("device-1", "CN=device-1", true)], seen);
    }

    [Fact]
    public async Task refuses_a_client_without_a_certificate()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var options = loopback.OptionsFor("device-1")
            .WithTlsOptions(tls => tls.WithTargetHost("localhost").WithTrustChain([loopback.Pki.Root]).WithRevocationMode(X509RevocationMode.NoCheck))
            .Build();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => loopback.Client().ConnectAsync(options).Soon());

        Assert.Empty(await loopback.Server.GetClientsAsync());
    }

    [Fact]
    public async Task refuses_a_client_certificate_that_the_callback_refuses()
    {
        await using var loopback = await MqttLoopback.StartAsync(configure: options => options.WithClientCertificate((_, certificate, _, _) => certificate?.Subject == "CN=welcome"));

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => loopback.Client().ConnectAsync(loopback.OptionsFor("stranger").Build()).Soon());
        await loopback.ConnectAsync("welcome");

        Assert.Equal(["welcome"], (await loopback.Server.GetClientsAsync()).Select(client => client.Id));
    }

    [Fact]
    public async Task refuses_a_server_under_another_root()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        using var other = new MqttPki();
        var options = loopback.OptionsFor("device-1")
            .WithTlsOptions(tls => tls.WithTrustChain([other.Root]).WithRevocationMode(X509RevocationMode.NoCheck).WithClientCertificates([loopback.Pki.Client("device-1")]))
            .Build();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => loopback.Client().ConnectAsync(options).Soon());
    }

    [Fact]
    public async Task asks_the_validation_handler_of_the_client_where_there_is_one()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var asked = new ConcurrentQueue<(string Subject, SslPolicyErrors Errors)>();
        MqttClientOptions Options(bool answer) => loopback.OptionsFor("device-1")
            .WithTlsOptions(tls => tls
                .WithRevocationMode(X509RevocationMode.NoCheck)
                .WithClientCertificates([loopback.Pki.Client("device-1")])
                .WithCertificateValidationHandler(args =>
                {
                    asked.Enqueue((args.Certificate.Subject, args.SslPolicyErrors));
                    return answer;
                }))
            .Build();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => loopback.Client().ConnectAsync(Options(answer: false)).Soon());
        var accepted = await loopback.Client().ConnectAsync(Options(answer: true)).Soon();

        Assert.Equal(MqttClientConnectResultCode.Success, accepted.ResultCode);
        Assert.Equal(Enumerable.Repeat(("CN=localhost", SslPolicyErrors.RemoteCertificateChainErrors), 2), asked);
    }

    [Fact]
    public async Task sends_the_target_host_as_server_name()
    {
        var names = new ConcurrentQueue<string>();
        await using var loopback = await MqttLoopback.StartAsync(configure: options => options.WithClientCertificate((sender, certificate, _, _) =>
        {
            names.Enqueue(((SslStream)sender).TargetHostName);
            return certificate is not null;
        }));

        await loopback.ConnectAsync("device-1");

        Assert.Equal(["localhost"], names);
    }

    /// <summary>What a callback learns about a certificate can be found again by the certificate object that the connection shows.</summary>
    [Fact]
    public async Task shows_the_validation_callback_and_the_connection_the_same_certificate_object()
    {
        object? validated = null;
        object? shown = null;
        await using var loopback = await MqttLoopback.StartAsync(
            server => server.ValidatingConnectionAsync += args =>
            {
                shown = args.ClientCertificate;
                return Task.CompletedTask;
            },
            options => options.WithClientCertificate((_, certificate, _, _) =>
            {
                validated = certificate;
                return certificate is not null;
            }));

        await loopback.ConnectAsync("device-1");

        Assert.NotNull(shown);
        Assert.Same(validated, shown);
    }
}
