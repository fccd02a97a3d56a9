using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Gateway;
using Infra.Local.Iot;
using Infra.Local.Iot.Connections;
using Infra.Pki;

namespace Infra.Local.Run;

/// <summary>
/// The device gateways of a run, one per region, under one server root made for the run: what AmazonRootCA1 is for devices of AWS IoT.
/// </summary>
internal sealed class RunGateways : IAsyncDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private readonly List<DeviceGateway> gateways = [];
    private readonly SoftwareAuthority root;
    private readonly X509Certificate2 server;
    private readonly TimeProvider clock;

    public RunGateways(TimeProvider clock)
    {
        this.clock = clock;
        root = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("local gateway root"), KeyAlgorithm.EcP256, Life, clock);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = root.Issue(root.Prepare(CertificateProfile.TlsServer, new IssuanceRequest
        {
            Subject = DistinguishedNames.CommonName(DeviceGateway.HostName),
            SubjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo(),
            Validity = ValidityPeriod.FromNow(clock, Life).CappedAt(root.NotAfter),
            DnsNames = [DeviceGateway.HostName],
            IpAddresses = [IPAddress.Loopback],
        }));
        using var certificate = X509CertificateLoader.LoadCertificate(issued.Der.Span);
        server = certificate.CopyWithPrivateKey(key);
    }

    /// <summary>What a device trusts the gateways by.</summary>
    public string RootPem => root.CertificatePem;

    /// <summary>Opens a region's gateway and tells the region where it is: the program asks for the endpoint while it is deployed.</summary>
    public async Task OpenAsync(IotCore iot, string region)
    {
        var gateway = await DeviceGateway.StartAsync(region, server, iot.IdentitiesOf(region), iot.FleetProvisioningOf(region).AnswerAsync, clock);
        gateways.Add(gateway);
        gateway.Follow(iot.Region(region));
        iot.SetEndpoint(region, gateway.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in gateways) { await gateway.DisposeAsync(); }
        server.Dispose();
        root.Dispose();
    }
}
