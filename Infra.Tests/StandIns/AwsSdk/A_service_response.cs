using System.Net;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Amazon.IoT;
using Amazon.IoT.Model;

namespace Infra.Tests.StandIns.AwsSdk;

public sealed class A_service_response
{
    [Fact]
    public async Task carries_status_request_id_and_members()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"registrationCode":"abc"}"""));
        using var client = Clients.Iot(endpoint);

        var response = await client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest());

        Assert.Equal("abc", response.RegistrationCode);
        Assert.Equal(HttpStatusCode.OK, response.HttpStatusCode);
        Assert.Equal("request-1", response.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task gives_nested_structures_constants_and_utc_times()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer(
            """
            {"certificateDescription":{"certificateId":"1","status":"ACTIVE","autoRegistrationStatus":"ENABLE","creationDate":1735689600.5,"customerVersion":2,
             "validity":{"notBefore":1735689600,"notAfter":1767225600}},"registrationConfig":{"templateName":"jitp"},"addedLater":{"x":[1]}}
            """));
        using var client = Clients.Iot(endpoint);

        var response = await client.DescribeCACertificateAsync(new DescribeCACertificateRequest { CertificateId = "1" });

        Assert.Equal(CACertificateStatus.ACTIVE, response.CertificateDescription.Status);
        Assert.Equal(AutoRegistrationStatus.ENABLE, response.CertificateDescription.AutoRegistrationStatus);
        Assert.Equal(2, response.CertificateDescription.CustomerVersion);
        Assert.Equal(new DateTime(2025, 1, 1, 0, 0, 0, 500, DateTimeKind.Utc), response.CertificateDescription.CreationDate!.Value.ToUniversalTime());
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), response.CertificateDescription.Validity.NotAfter!.Value.ToUniversalTime());
        Assert.Equal("jitp", response.RegistrationConfig.TemplateName);
    }

    [Fact]
    public async Task leaves_what_the_service_did_not_send_null()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"thingName":"t","version":null}"""));
        using var client = Clients.Iot(endpoint);

        var response = await client.DescribeThingAsync(new DescribeThingRequest { ThingName = "t" });

        Assert.Null(response.Attributes);
        Assert.Null(response.Version);
        Assert.Null(response.ThingTypeName);
    }

    [Fact]
    public async Task gives_maps_lists_and_numbers()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"attributes":{"sku":"x"},"version":4294967296}"""),
            new Answer("""{"policies":[{"policyName":"p","policyArn":"arn:p"}],"nextMarker":"n"}"""));
        using var client = Clients.Iot(endpoint);

        var thing = await client.DescribeThingAsync(new DescribeThingRequest { ThingName = "t" });
        var policies = await client.ListAttachedPoliciesAsync(new ListAttachedPoliciesRequest { Target = "t" });

        Assert.Equal("x", thing.Attributes["sku"]);
        Assert.Equal(4294967296, thing.Version);
        Assert.Equal(("p", "arn:p"), Assert.Single(policies.Policies) switch { var policy => (policy.PolicyName, policy.PolicyArn) });
        Assert.Equal("n", policies.NextMarker);
    }

    [Fact]
    public async Task accepts_a_constant_that_this_version_does_not_know()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"certificateDescription":{"status":"QUARANTINED"}}"""));
        using var client = Clients.Iot(endpoint);

        var response = await client.DescribeCertificateAsync(new DescribeCertificateRequest { CertificateId = "1" });

        Assert.Equal("QUARANTINED", response.CertificateDescription.Status.Value);
    }

    [Fact]
    public async Task with_an_empty_body_is_an_empty_response()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer(""), new Answer(""));
        using var iot = Clients.Iot(endpoint);
        using var acmPca = Clients.AcmPca(endpoint);

        var detached = await iot.DetachThingPrincipalAsync(new DetachThingPrincipalRequest { ThingName = "t", Principal = "p" });
        var revoked = await acmPca.RevokeCertificateAsync(new RevokeCertificateRequest { CertificateAuthorityArn = "a", CertificateSerial = "1", RevocationReason = RevocationReason.SUPERSEDED });

        Assert.Equal(HttpStatusCode.OK, detached.HttpStatusCode);
        Assert.Equal(HttpStatusCode.OK, revoked.HttpStatusCode);
    }

    [Fact]
    public async Task of_acm_pca_gives_an_authority_with_its_configuration()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer(
            """
            {"CertificateAuthority":{"Arn":"arn:a","Type":"SUBORDINATE","Status":"PENDING_CERTIFICATE","NotAfter":1767225600.0,
             "CertificateAuthorityConfiguration":{"KeyAlgorithm":"RSA_2048","SigningAlgorithm":"SHA256WITHRSA","Subject":{"CommonName":"Issuer"}}}}
            """));
        using var client = Clients.AcmPca(endpoint);

        var authority = (await client.DescribeCertificateAuthorityAsync(new DescribeCertificateAuthorityRequest { CertificateAuthorityArn = "arn:a" })).CertificateAuthority;

        Assert.Equal(CertificateAuthorityStatus.PENDING_CERTIFICATE, authority.Status);
        Assert.Equal(CertificateAuthorityType.SUBORDINATE, authority.Type);
        Assert.Equal(KeyAlgorithm.RSA_2048, authority.CertificateAuthorityConfiguration.KeyAlgorithm);
        Assert.Equal("Issuer", authority.CertificateAuthorityConfiguration.Subject.CommonName);
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), authority.NotAfter!.Value.ToUniversalTime());
    }
}
