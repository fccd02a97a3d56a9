using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Infra.Components;
using Infra.Devices;
using Infra.Identity.Requests;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot;
using Infra.Pki;

namespace Infra.Tests.Conventions;

/// <summary>
/// The C# examples of the READMEs, word for word, so that the compiler reads them too; <see cref="The_front_door"/> holds the two together. That of
/// Infra.Components runs, in <c>Components/The_smallest_example</c>.
/// </summary>
internal static class ReadmeExamples
{
    public static string Identity(Request request)
    {
        var answer = CsrVerifier.VerifyHeader(request.Headers["device-csr"]) switch
        {
            CsrVerdict.Accepted csr => $"{csr.Device} holds the key {csr.Key.Sha256}",
            CsrVerdict.Refused no => no.Reason.Code, // "signature_invalid"
            _ => throw new UnreachableException(),
        };
        return answer;
    }

    public static IssuedCertificate Pki(byte[] csrDer)
    {
        using var root = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("Root CA"), KeyAlgorithm.EcP256, TimeSpan.FromDays(3650), TimeProvider.System);
        using var issuer = root.CreateSubordinate(DistinguishedNames.CommonName("Issuer"), CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(730));
        var device = issuer.SignRequest(csrDer, CertificateProfile.Device, ValidityPeriod.FromNow(TimeProvider.System, TimeSpan.FromDays(365)));
        return device;
    }

    public static void Provider(SubordinateCertificate signed, RegionalAuthority authority, Pulumi.Aws.Iot.ProvisioningTemplate template)
    {
        _ = new CaRegistration("region", new()
        {
            Region = "eu-west-1",
            CaCertificatePem = signed.CertificatePem,
            CertificateAuthorityArn = authority.AuthorityArn,
            TemplateName = template.Name,
        });
    }

    public static async Task<EnrollmentOutcome> Devices(HttpClient http, string apiUrl, string rootPem, CancellationToken cancellation)
    {
        var device = new ReferenceDevice("device-0001", new DeviceFolder("device"), TimeProvider.System);
        var outcome = await device.EnrollAsync(new Enrollment(http, TimeSpan.FromMinutes(2)), new Uri(apiUrl + "new"), DeviceKeyKind.EcP256, rootPem, cancellation);
        return outcome;
    }

    public static async Task<RegionDeployment> Cloud(string node, string program, DeviceGateway gateway, StackSettings settings, CancellationToken cancellationToken)
    {
        await using var cloud = await LocalCloud.StartAsync(new() { NodeFolder = node, ProgramFolder = program }, cancellationToken);
        cloud.Iot.SetEndpoint("us-east-1", gateway.Endpoint);
        var region = await cloud.DeployAsync("us-east-1", settings, cancellationToken);
        // POST {region.ApiUrl}/new
        return region;
    }

    public static async Task<ConnectReport> Gateway(
        IotCore iot, X509Certificate2 tlsCertificate, string deviceId, DeviceFiles files, byte[] payload, CancellationToken cancellationToken)
    {
        await using var gateway = await DeviceGateway.StartAsync("eu-west-1", tlsCertificate, iot.IdentitiesOf("eu-west-1"));
        await using var device = new MqttDevice(deviceId, DeviceGateway.HostName, gateway.Port, files);
        var report = await device.ConnectAsync(cancellationToken);   // attempt 1 dropped: JITP registers; attempt 2 accepted
        await device.EchoAsync($"{deviceId}/hello", payload, cancellationToken);
        return report;
    }

    public static async Task<ConnectDecision> Iot(IIam iam, IFunctionInvoker functions, X509Certificate2 leaf, CancellationToken stop)
    {
        using var iot = new IotCore(iam, TimeProvider.System, functions);
        iot.SetEndpoint("eu-west-1", "localhost:8883");              // before the program runs: getEndpoint and DescribeEndpoint tell it
        var decision = await iot.IdentitiesOf("eu-west-1").ConnectAsync(leaf, [], "device-1", stop);   // Dropped("registered-now"), then Accepted
        return decision;
    }

    /// <summary>A request of whatever server: the examples do not say which.</summary>
    internal sealed record Request(IReadOnlyDictionary<string, string> Headers);
}
