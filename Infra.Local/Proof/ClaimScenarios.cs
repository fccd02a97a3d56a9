using System.Security.Cryptography;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Infra.Devices;
using Infra.Devices.Claims;
using Infra.Devices.Fleet;
using Infra.Identity;
using Infra.Identity.Aws;
using Infra.Identity.Contracts;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.Run;

namespace Infra.Local.Proof;

/// <summary>Devices that an installer brings to life: a claim, and what a device makes of it.</summary>
/// <param name="ground">The region, which has an installer or a user pool of such.</param>
/// <param name="way">How installers get claims.</param>
/// <param name="regionSigns">Whether certificates come from the region's CA rather than from AWS IoT itself.</param>
internal sealed class ClaimScenarios(ProvingGround ground, ClaimWay way, bool regionSigns = false)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private sealed record Claim(string CertificateId, string CertificatePem, string PrivateKeyPem);

    public IEnumerable<Scenario> All =>
    [
        new($"{ground.Region}: a device with a claim is provisioned and connects, logged", (watch, token) => ProvisionAsync(watch, token)),
        new($"{ground.Region}: a blocked device with a claim is turned away", TurnAwayAsync),
        .. way != ClaimWay.AwsIot
            ? (Scenario[])
            [
                new($"{ground.Region}: an installer gets a claim, logged", LoggedClaimAsync),
                new($"{ground.Region}: no claim for an unknown device", RefuseAsync),
                new($"{ground.Region}: an installer gets a claim, cold start", async (watch, token) =>
                {
                    await ground.Cloud.CoolDownAsync(ground.Region);
                    await LoggedClaimAsync(watch, token);
                }),
            ]
            : [],
        .. way == ClaimWay.AccessToken ? (Scenario[])[new($"{ground.Region}: no claim for a token without the scope", RefuseScopelessAsync)] : [],
        new($"{ground.Region}: a device with a claim is provisioned, cold start", async (watch, token) =>
        {
            await ground.Cloud.CoolDownAsync(ground.Region);
            await ProvisionAsync(watch, token);
        }),
    ];

    private async Task ProvisionAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await ground.RecordedAsync(cancellationToken);
        var claim = await ClaimAsync(device.Id, cancellationToken);
        string[] handlers = regionSigns ? [HandlerNames.CertificateProvider, HandlerNames.PreProvisioningHook] : [HandlerNames.PreProvisioningHook];
        await ground.LoggedAsync(handlers, watch, async () =>
        {
            var (certificate, thing) = await ExchangeAsync(device, claim, watch, cancellationToken);
            ProvingGround.Require(thing.Rejected is null, $"the template is refused: {thing.Rejected?.StatusCode} {thing.Rejected?.ErrorCode}");
            ProvingGround.Require(thing.Accepted!.ThingName == device.Id, $"the thing is called '{thing.Accepted.ThingName}'");
            await ground.ConnectAsync(device, new EnrolledCertificate(certificate.CertificatePem, "", ground.Deployment.IotEndpoint, NotAfter: null), watch, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>A claim speaks for whoever holds it; the device's record speaks for the device.</summary>
    private async Task TurnAwayAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await ground.RecordedAsync(cancellationToken);
        var claim = await ClaimAsync(device.Id, cancellationToken);
        var (_, thing) = await ExchangeAsync(device, claim, watch, cancellationToken, beforeRegistration: () => ground.BlockAsync(device, cancellationToken));
        ProvingGround.Require(thing.Rejected is { StatusCode: 403 }, $"a blocked device was provisioned as '{thing.Accepted?.ThingName}'");
    }

    private async Task LoggedClaimAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await ground.RecordedAsync(cancellationToken);
        await ground.LoggedAsync([HandlerNames.ClaimVendor], watch, () => ClaimAsync(device.Id, cancellationToken), cancellationToken);
    }

    private async Task RefuseAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("device-unknown", cancellationToken);
        ProvingGround.Require(answer.Status == 403, $"{Routes.Claim} answers {answer.Status} for a device that nobody recorded");
    }

    private async Task RefuseScopelessAsync(AccessWatch watch, CancellationToken cancellationToken)
    {
        using var device = await ground.RecordedAsync(cancellationToken);
        var answer = await AskWithTokenAsync(device.Id, "openid", cancellationToken);
        ProvingGround.Require(answer.Status == 401, $"{Routes.Claim} answers {answer.Status} to a token without the scope");
    }

    private async Task<Claim> ClaimAsync(string device, CancellationToken cancellationToken)
    {
        if (way != ClaimWay.AwsIot)
        {
            var answer = await AskAsync(device, cancellationToken);
            return answer.Claim is { } issued
                ? new(issued.CertificateId, issued.Certificate, issued.PrivateKey)
                : throw new ScenarioFailedException($"{Routes.Claim} answers {answer.Status}");
        }
        var keys = Installer();
        using var iot = new AmazonIoTClient(new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), new AmazonIoTConfig
        {
            ServiceURL = ground.Cloud.Endpoint.ToString(),
            AuthenticationRegion = ground.Region,
            MaxErrorRetry = 0,
        });
        try
        {
            var made = await iot.CreateProvisioningClaimAsync(new CreateProvisioningClaimRequest { TemplateName = ground.Deployment.FleetTemplateName }, cancellationToken);
            return new(made.CertificateId, made.CertificatePem, made.KeyPair.PrivateKey);
        }
        catch (AmazonIoTException refusal)
        {
            throw new ScenarioFailedException($"AWS IoT makes no claim: {refusal.ErrorCode}");
        }
    }

    private Task<ClaimAnswer> AskAsync(string device, CancellationToken cancellationToken)
    {
        if (way == ClaimWay.AccessToken) { return AskWithTokenAsync(device, ProofRun.ClaimScope, cancellationToken); }
        var keys = Installer();
        return new ClaimApi(ground.Http).AskAsync(Route, ground.Region, DeviceId.Parse(device), new SigningCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), cancellationToken);
    }

    private Task<ClaimAnswer> AskWithTokenAsync(string device, string scope, CancellationToken cancellationToken)
    {
        var pool = ground.Cloud.UserPools.Find(ProofRun.UserPoolArn) ?? throw new InvalidOperationException($"there is no user pool {ProofRun.UserPoolArn}");
        return new ClaimApi(ground.Http).AskAsync(Route, DeviceId.Parse(device), pool.SignIn(pool.AddClient(scope), "installer").Access, cancellationToken);
    }

    private Uri Route => new(ground.Deployment.ApiUrl + Routes.Claim);

    // As STS would: the role's trust policy is asked first.
    private RoleCredentials Installer()
    {
        var role = ground.Deployment.InstallerRoleArn!;
        return ground.Cloud.Iam.Trusts(role, new Caller(Arns.Operator, RoleArn: null))
            ? ground.Cloud.Iam.Issue(role, "installer")
            : throw new ScenarioFailedException("nobody may act as installer");
    }

    private async Task<(FleetCertificate Certificate, FleetAnswer<FleetThing> Thing)> ExchangeAsync(
        SimulatedDevice device, Claim claim, AccessWatch watch, CancellationToken cancellationToken, Func<Task>? beforeRegistration = null)
    {
        await using var mqtt = ground.Mqtt($"{device.Id}-claim", $"{device.Folder}/claim", claim.CertificatePem, claim.PrivateKeyPem, ground.Deployment.IotEndpoint, new());
        var fleet = new FleetProvisioning(mqtt, Patience, new() { First = TimeSpan.FromMilliseconds(100) });
        return await ProvingGround.HurriedAsync(async patience =>
        {
            ProvingGround.Require((await mqtt.ConnectAsync(patience)).Connected, "the claim cannot connect");
            var created = await fleet.CreateFromRequestAsync(PemEncoding.WriteString("CERTIFICATE REQUEST", device.SignRequest()), patience);
            var certificate = created.Accepted ?? throw new ScenarioFailedException($"no certificate for the claim: {created.Rejected!.StatusCode} {created.Rejected.ErrorCode}");
            if (beforeRegistration is not null) { await beforeRegistration(); }
            return (certificate, await fleet.RegisterAsync(
                ground.Deployment.FleetTemplateName!, certificate, new Dictionary<string, string> { [FleetTemplateParameters.SerialNumber] = device.Id }, patience));
        }, "the claim gets no answer", watch, cancellationToken);
    }
}
