using System.Net;
using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Infra.Local.Aws;
using Infra.Local.Iot.X509;
using Infra.Pki;

namespace Infra.Tests.Local.Iot;

/// <summary>The API through the wire: an unmodified SDK client against the local cloud's port.</summary>
public sealed class The_iot_sdk_client : IAsyncLifetime, IDisposable
{
    private readonly TestIot iot = new();
    private readonly AwsFront front;
    private AmazonIoTClient client = null!;

    public The_iot_sdk_client() => front = new([iot.Core], iot.Iam);

    // The port is known once the front listens.
    public async Task InitializeAsync()
    {
        await front.StartAsync(CancellationToken.None);
        client = new(
            new BasicAWSCredentials(iot.Iam.Operator.AccessKeyId, iot.Iam.Operator.SecretAccessKey),
            new AmazonIoTConfig { ServiceURL = front.Address.ToString(), AuthenticationRegion = TestIot.RegionName, MaxErrorRetry = 0 });
    }

    public Task DisposeAsync() => front.DisposeAsync().AsTask();

    public void Dispose()
    {
        client.Dispose();
        iot.Dispose();
    }

    [Fact]
    public async Task registers_a_ca_as_the_provider_does()
    {
        var code = (await client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest())).RegistrationCode;
        var registered = await client.RegisterCACertificateAsync(new RegisterCACertificateRequest
        {
            CaCertificate = iot.Root.CertificatePem,
            VerificationCertificate = iot.Sign(iot.Root, CertificateProfile.Verification, DistinguishedNames.CommonName(code), days: 1),
            SetAsActive = true,
            AllowAutoRegistration = true,
        });
        var described = await client.DescribeCACertificateAsync(new DescribeCACertificateRequest { CertificateId = registered.CertificateId });
        Assert.Equal(CACertificateStatus.ACTIVE, described.CertificateDescription.Status);
        Assert.Equal(AutoRegistrationStatus.ENABLE, described.CertificateDescription.AutoRegistrationStatus);
        Assert.Equal(iot.Clock.GetUtcNow().UtcDateTime, described.CertificateDescription.CreationDate!.Value.ToUniversalTime());
        await client.UpdateCACertificateAsync(new UpdateCACertificateRequest { CertificateId = registered.CertificateId, NewStatus = CACertificateStatus.INACTIVE });
        await client.DeleteCACertificateAsync(new DeleteCACertificateRequest { CertificateId = registered.CertificateId });
        await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => client.DescribeCACertificateAsync(new DescribeCACertificateRequest { CertificateId = registered.CertificateId }));
    }

    [Fact]
    public async Task issues_and_attaches_as_the_issuer_does_and_takes_it_back()
    {
        await client.CreatePolicyAsync(new CreatePolicyRequest { PolicyName = "device+policy=1", PolicyDocument = DevicePolicies.OwnTopicsOnly });
        var issued = await client.CreateCertificateFromCsrAsync(new CreateCertificateFromCsrRequest { CertificateSigningRequest = TestIot.Request("a:b"), SetAsActive = true });
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem);
        Assert.Equal(CertificateFacts.IdOf(certificate), issued.CertificateId);

        await client.CreateThingAsync(new CreateThingRequest { ThingName = "a:b", AttributePayload = new AttributePayload { Attributes = new() { ["site"] = "paris" } } });
        await client.AttachThingPrincipalAsync(new AttachThingPrincipalRequest { ThingName = "a:b", Principal = issued.CertificateArn });
        await client.AttachPolicyAsync(new AttachPolicyRequest { PolicyName = "device+policy=1", Target = issued.CertificateArn });

        var attached = await client.ListAttachedPoliciesAsync(new ListAttachedPoliciesRequest { Target = issued.CertificateArn });
        Assert.Equal("device+policy=1", Assert.Single(attached.Policies).PolicyName);
        var things = await client.ListPrincipalThingsAsync(new ListPrincipalThingsRequest { Principal = issued.CertificateArn });
        Assert.Equal("a:b", Assert.Single(things.Things));
        Assert.Equal("paris", (await client.DescribeThingAsync(new DescribeThingRequest { ThingName = "a:b" })).Attributes["site"]);

        await client.DetachThingPrincipalAsync(new DetachThingPrincipalRequest { ThingName = "a:b", Principal = issued.CertificateArn });
        await client.DetachPolicyAsync(new DetachPolicyRequest { PolicyName = "device+policy=1", Target = issued.CertificateArn });
        await client.UpdateCertificateAsync(new UpdateCertificateRequest { CertificateId = issued.CertificateId, NewStatus = CertificateStatus.REVOKED });
        await client.DeleteCertificateAsync(new DeleteCertificateRequest { CertificateId = issued.CertificateId });
        await client.DeleteThingAsync(new DeleteThingRequest { ThingName = "a:b" });
    }

    [Fact]
    public async Task gets_typed_exceptions()
    {
        iot.RegisterAuthority();
        using var device = iot.DeviceCertificate("device-1");
        var request = new RegisterCertificateRequest { CertificatePem = device.ExportCertificatePem(), Status = CertificateStatus.ACTIVE };
        await client.RegisterCertificateAsync(request);
        var refusal = await Assert.ThrowsAsync<ResourceAlreadyExistsException>(() => client.RegisterCertificateAsync(request));
        Assert.Equal((HttpStatusCode.Conflict, "ResourceAlreadyExistsException"), (refusal.StatusCode, refusal.ErrorCode));
    }

    [Fact]
    public async Task gets_a_provisioning_claim()
    {
        await client.CreateProvisioningTemplateAsync(new CreateProvisioningTemplateRequest
        {
            TemplateName = "fleet",
            TemplateBody = Templates.Fleet,
            ProvisioningRoleArn = iot.Role("fleet").RoleArn,
            Enabled = true,
        });
        var claim = await client.CreateProvisioningClaimAsync(new CreateProvisioningClaimRequest { TemplateName = "fleet" });
        Assert.Equal(iot.Clock.GetUtcNow().UtcDateTime.AddMinutes(5), claim.Expiration!.Value.ToUniversalTime());
        using var certificate = X509Certificate2.CreateFromPem(claim.CertificatePem, claim.KeyPair.PrivateKey);
        Assert.True(certificate.HasPrivateKey);
    }

    [Fact]
    public async Task learns_the_endpoint() => Assert.Equal("localhost:8883",
        (await client.DescribeEndpointAsync(new DescribeEndpointRequest { EndpointType = "iot:Data-ATS" })).EndpointAddress);
}
