using System.Text.Json.Nodes;
using Amazon.IoT;
using Amazon.IoT.Model;

namespace Infra.Tests.StandIns.AwsSdk;

/// <summary>The shape of each IoT operation on the wire, as AWS's service model 2015-05-28 has it.</summary>
public sealed class An_iot_request
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task get_registration_code() =>
        await Is("GET", "/registrationcode", "", "", client => client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest()));

    [Fact]
    public async Task register_a_ca_certificate() =>
        await Is("POST", "/cacertificate", "allowAutoRegistration=true&setAsActive=true",
            """
            {"caCertificate":"CA","verificationCertificate":"V","certificateMode":"DEFAULT",
             "registrationConfig":{"templateName":"jitp","roleArn":"arn:r"},"tags":[{"Key":"a","Value":"b"}]}
            """,
            client => client.RegisterCACertificateAsync(new RegisterCACertificateRequest
            {
                CaCertificate = "CA",
                VerificationCertificate = "V",
                CertificateMode = CertificateMode.DEFAULT,
                SetAsActive = true,
                AllowAutoRegistration = true,
                RegistrationConfig = new RegistrationConfig { TemplateName = "jitp", RoleArn = "arn:r" },
                Tags = [new Tag { Key = "a", Value = "b" }],
            }));

    [Fact]
    public async Task describe_a_ca_certificate() =>
        await Is("GET", $"/cacertificate/{Id}", "", "", client => client.DescribeCACertificateAsync(new DescribeCACertificateRequest { CertificateId = Id }));

    [Fact]
    public async Task update_a_ca_certificate() =>
        await Is("PUT", $"/cacertificate/{Id}", "newAutoRegistrationStatus=DISABLE&newStatus=INACTIVE", """{"removeAutoRegistration":true}""",
            client => client.UpdateCACertificateAsync(new UpdateCACertificateRequest
            {
                CertificateId = Id,
                NewStatus = CACertificateStatus.INACTIVE,
                NewAutoRegistrationStatus = AutoRegistrationStatus.DISABLE,
                RemoveAutoRegistration = true,
            }));

    [Fact]
    public async Task delete_a_ca_certificate() =>
        await Is("DELETE", $"/cacertificate/{Id}", "", "", client => client.DeleteCACertificateAsync(new DeleteCACertificateRequest { CertificateId = Id }));

    [Fact]
    public async Task list_ca_certificates() =>
        await Is("GET", "/cacertificates", "isAscendingOrder=true&marker=m&pageSize=25", "",
            client => client.ListCACertificatesAsync(new ListCACertificatesRequest { PageSize = 25, Marker = "m", AscendingOrder = true }));

    [Fact]
    public async Task list_certificates_of_a_ca() =>
        await Is("GET", $"/certificates-by-ca/{Id}", "pageSize=2", "",
            client => client.ListCertificatesByCAAsync(new ListCertificatesByCARequest { CaCertificateId = Id, PageSize = 2 }));

    [Fact]
    public async Task register_a_certificate() =>
        await Is("POST", "/certificate/register", "", """{"certificatePem":"PEM","caCertificatePem":"CA","status":"ACTIVE"}""",
            client => client.RegisterCertificateAsync(new RegisterCertificateRequest { CertificatePem = "PEM", CaCertificatePem = "CA", Status = CertificateStatus.ACTIVE }));

    [Fact]
    public async Task register_a_certificate_without_a_ca() =>
        await Is("POST", "/certificate/register-no-ca", "", """{"certificatePem":"PEM","status":"ACTIVE"}""",
            client => client.RegisterCertificateWithoutCAAsync(new RegisterCertificateWithoutCARequest { CertificatePem = "PEM", Status = "ACTIVE" }));

    [Fact]
    public async Task create_a_certificate_from_a_csr() =>
        await Is("POST", "/certificates", "setAsActive=false", """{"certificateSigningRequest":"-----BEGIN\nCSR"}""",
            client => client.CreateCertificateFromCsrAsync(new CreateCertificateFromCsrRequest { CertificateSigningRequest = "-----BEGIN\nCSR", SetAsActive = false }));

    [Fact]
    public async Task create_keys_and_a_certificate() =>
        await Is("POST", "/keys-and-certificate", "setAsActive=true", "",
            client => client.CreateKeysAndCertificateAsync(new CreateKeysAndCertificateRequest { SetAsActive = true }));

    [Fact]
    public async Task describe_a_certificate() =>
        await Is("GET", $"/certificates/{Id}", "", "", client => client.DescribeCertificateAsync(new DescribeCertificateRequest { CertificateId = Id }));

    [Fact]
    public async Task update_a_certificate() =>
        await Is("PUT", $"/certificates/{Id}", "newStatus=REVOKED", "",
            client => client.UpdateCertificateAsync(new UpdateCertificateRequest { CertificateId = Id, NewStatus = CertificateStatus.REVOKED }));

    [Fact]
    public async Task delete_a_certificate() =>
        await Is("DELETE", $"/certificates/{Id}", "forceDelete=true", "",
            client => client.DeleteCertificateAsync(new DeleteCertificateRequest { CertificateId = Id, ForceDelete = true }));

    [Fact]
    public async Task create_a_thing() =>
        await Is("POST", "/things/dev%3A1", "", """{"thingTypeName":"sensor","attributePayload":{"attributes":{"sku":"x","serial":""},"merge":false}}""",
            client => client.CreateThingAsync(new CreateThingRequest
            {
                ThingName = "dev:1",
                ThingTypeName = "sensor",
                AttributePayload = new AttributePayload { Attributes = new() { ["sku"] = "x", ["serial"] = "" }, Merge = false },
            }));

    [Fact]
    public async Task update_a_thing() =>
        await Is("PATCH", "/things/t", "", """{"expectedVersion":3,"removeThingType":true}""",
            client => client.UpdateThingAsync(new UpdateThingRequest { ThingName = "t", ExpectedVersion = 3, RemoveThingType = true }));

    [Fact]
    public async Task describe_a_thing() =>
        await Is("GET", "/things/t", "", "", client => client.DescribeThingAsync(new DescribeThingRequest { ThingName = "t" }));

    [Fact]
    public async Task delete_a_thing() =>
        await Is("DELETE", "/things/t", "expectedVersion=7", "", client => client.DeleteThingAsync(new DeleteThingRequest { ThingName = "t", ExpectedVersion = 7 }));

    [Fact]
    public async Task attach_a_principal_to_a_thing() =>
        await Is("PUT", "/things/t/principals", "", "",
            client => client.AttachThingPrincipalAsync(new AttachThingPrincipalRequest { ThingName = "t", Principal = "arn:aws:iot:::cert/1" }),
            ("x-amzn-principal", "arn:aws:iot:::cert/1"));

    [Fact]
    public async Task detach_a_principal_from_a_thing() =>
        await Is("DELETE", "/things/t/principals", "", "",
            client => client.DetachThingPrincipalAsync(new DetachThingPrincipalRequest { ThingName = "t", Principal = "arn:aws:iot:::cert/1" }),
            ("x-amzn-principal", "arn:aws:iot:::cert/1"));

    [Fact]
    public async Task list_the_principals_of_a_thing() =>
        await Is("GET", "/things/t/principals", "maxResults=5", "",
            client => client.ListThingPrincipalsAsync(new ListThingPrincipalsRequest { ThingName = "t", MaxResults = 5 }));

    [Fact]
    public async Task list_the_things_of_a_principal() =>
        await Is("GET", "/principals/things", "", "",
            client => client.ListPrincipalThingsAsync(new ListPrincipalThingsRequest { Principal = "arn:p" }), ("x-amzn-principal", "arn:p"));

    [Fact]
    public async Task attach_a_policy() =>
        await Is("PUT", "/target-policies/connected", "", """{"target":"arn:t"}""",
            client => client.AttachPolicyAsync(new AttachPolicyRequest { PolicyName = "connected", Target = "arn:t" }));

    [Fact]
    public async Task detach_a_policy() =>
        await Is("POST", "/target-policies/connected", "", """{"target":"arn:t"}""",
            client => client.DetachPolicyAsync(new DetachPolicyRequest { PolicyName = "connected", Target = "arn:t" }));

    [Fact]
    public async Task list_the_policies_of_a_target_whose_arn_has_slashes() =>
        await Is("POST", "/attached-policies/arn%3Aaws%3Aiot%3A%3A%3Acert%2F1", "recursive=true", "",
            client => client.ListAttachedPoliciesAsync(new ListAttachedPoliciesRequest { Target = "arn:aws:iot:::cert/1", Recursive = true }));

    [Fact]
    public async Task create_a_policy() =>
        await Is("POST", "/policies/connected", "", """{"policyDocument":"{\"Version\":\"2012-10-17\"}"}""",
            client => client.CreatePolicyAsync(new CreatePolicyRequest { PolicyName = "connected", PolicyDocument = "{\"Version\":\"2012-10-17\"}" }));

    [Fact]
    public async Task get_and_delete_a_policy()
    {
        await Is("GET", "/policies/p", "", "", client => client.GetPolicyAsync(new GetPolicyRequest { PolicyName = "p" }));
        await Is("DELETE", "/policies/p", "", "", client => client.DeletePolicyAsync(new DeletePolicyRequest { PolicyName = "p" }));
    }

    [Fact]
    public async Task register_a_thing() =>
        await Is("POST", "/things", "", """{"templateBody":"{}","parameters":{"SerialNumber":"1"}}""",
            client => client.RegisterThingAsync(new RegisterThingRequest { TemplateBody = "{}", Parameters = new() { ["SerialNumber"] = "1" } }));

    [Fact]
    public async Task create_a_provisioning_claim() =>
        await Is("POST", "/provisioning-templates/fleet/provisioning-claim", "", "",
            client => client.CreateProvisioningClaimAsync(new CreateProvisioningClaimRequest { TemplateName = "fleet" }));

    [Fact]
    public async Task create_describe_and_delete_a_provisioning_template()
    {
        await Is("POST", "/provisioning-templates", "",
            """{"templateName":"t","templateBody":"{}","enabled":true,"provisioningRoleArn":"arn:r","type":"JITP"}""",
            client => client.CreateProvisioningTemplateAsync(new CreateProvisioningTemplateRequest
            {
                TemplateName = "t",
                TemplateBody = "{}",
                Enabled = true,
                ProvisioningRoleArn = "arn:r",
                Type = TemplateType.JITP,
            }));
        await Is("GET", "/provisioning-templates/t", "", "",
            client => client.DescribeProvisioningTemplateAsync(new DescribeProvisioningTemplateRequest { TemplateName = "t" }));
        await Is("DELETE", "/provisioning-templates/t", "", "",
            client => client.DeleteProvisioningTemplateAsync(new DeleteProvisioningTemplateRequest { TemplateName = "t" }));
    }

    [Fact]
    public async Task describe_the_endpoint() =>
        await Is("GET", "/endpoint", "endpointType=iot%3AData-ATS", "",
            client => client.DescribeEndpointAsync(new DescribeEndpointRequest { EndpointType = "iot:Data-ATS" }));

    [Fact]
    public async Task without_a_member_that_is_part_of_the_path_is_refused_before_it_is_sent()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = Clients.Iot(endpoint);

        await Assert.ThrowsAsync<AmazonIoTException>(() => client.DescribeThingAsync(new DescribeThingRequest()));

        Assert.Empty(endpoint.All);
    }

    private static async Task Is(string method, string path, string query, string body, Func<AmazonIoTClient, Task> call, params (string Name, string Value)[] headers)
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = Clients.Iot(endpoint);

        await call(client);

        var request = endpoint.Single;
        Assert.Equal((method, path), (request.Method, request.Path));
        Assert.Equal(query, string.Join('&', request.Query.Split('&').Order(StringComparer.Ordinal)));
        if (body.Length > 0)
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(request.Body)), $"sent {request.Body}");
            Assert.Equal("application/json", request.Header("Content-Type"));
        }
        else
        {
            Assert.True(request.Body is "" or "{}", $"sent {request.Body}");
        }

        foreach (var (name, value) in headers)
        {
            Assert.Equal(value, request.Header(name));
        }
    }
}
