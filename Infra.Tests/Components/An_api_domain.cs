using System.Collections.Immutable;
using Infra.Components;
using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class An_api_domain
{
    private const string RecordType = "aws:route53/record:Record";
    private const string DomainType = "aws:apigateway/domainName:DomainName";
    private const string ValidationType = "aws:acm/certificateValidation:CertificateValidation";

    [Fact]
    public async Task with_required_arguments_only_is_answered_by_the_nearest_healthy_region()
    {
        // The seed spoke of several regions and had one API's generated name (XC-50).
        ApiDomain? domain = null;
        var recorder = await Deployed.By(() => domain = Domain());

        var record = recorder.Single(RecordType, "domain");
        Assert.Equal(("provisioning.example.net", "A", "zone", "us-east-1"), (record.Text("name"), record.Text("type"), record.Text("zoneId"), record.Text("setIdentifier")));
        Assert.Equal("us-east-1", Only(record.List("latencyRoutingPolicies"))["region"]);
        Assert.Equal("domain-id", record.Text("healthCheckId"));
        var target = Only(record.List("aliases"));
        Assert.Equal(("d-domain.execute-api.us-east-1.amazonaws.com", "ZAPIGATEWAY"), (target["name"], target["zoneId"]));
        Assert.Equal("https://provisioning.example.net", await OutputUtilities.GetValueAsync(domain!.Url));
        Assert.Equal("https://us-east-1.provisioning.example.net", await OutputUtilities.GetValueAsync(domain.RegionUrl));
    }

    [Fact]
    public async Task is_checked_under_the_regions_own_name()
    {
        // Under the shared name another region may answer; under the generated name none does once it is switched off.
        var recorder = await Deployed.By(() => Domain());

        var health = recorder.Single("aws:route53/healthCheck:HealthCheck");
        Assert.Equal(("HTTPS", "us-east-1.provisioning.example.net", "/health", 443d), (health.Text("type"), health.Text("fqdn"), health.Text("resourcePath"), health.Number("port")));
        Assert.True(health.Flag("enableSni"));
        var own = recorder.Single(RecordType, "domain-region");
        Assert.Equal("us-east-1.provisioning.example.net", own.Text("name"));
        Assert.Equal("d-domain-region.execute-api.us-east-1.amazonaws.com", Only(own.List("aliases"))["name"]);
    }

    [Fact]
    public async Task leads_to_the_stage_from_its_root_over_tls_1_2()
    {
        var recorder = await Deployed.By(() => Domain());

        Assert.Equal(["provisioning.example.net", "us-east-1.provisioning.example.net"], recorder.All(DomainType).Select(domain => domain.Text("domainName")));
        Assert.All(recorder.All(DomainType), domain =>
        {
            Assert.Equal("TLS_1_2", domain.Text("securityPolicy"));
            Assert.Equal("REGIONAL", domain.Map("endpointConfiguration")["types"]);
        });
        Assert.Equal(2, recorder.All("aws:apigateway/basePathMapping:BasePathMapping").Count);
        Assert.All(recorder.All("aws:apigateway/basePathMapping:BasePathMapping"), mapping =>
        {
            Assert.Equal(("restapi-api", "live"), (mapping.Text("restApi"), mapping.Text("stageName")));
            Assert.False(mapping.Inputs.ContainsKey("basePath"));
        });
    }

    [Fact]
    public async Task is_served_with_a_certificate_for_both_names_only_once_that_is_validated()
    {
        var recorder = await Deployed.By(() => Domain());

        var certificate = recorder.Single("aws:acm/certificate:Certificate");
        Assert.Equal(("provisioning.example.net", "DNS"), (certificate.Text("domainName"), certificate.Text("validationMethod")));
        Assert.Equal(["us-east-1.provisioning.example.net"], certificate.List("subjectAlternativeNames"));
        Assert.Equal(
            [("domain-region-validation", "_asked.us-east-1.provisioning.example.net"), ("domain-validation", "_asked.provisioning.example.net")],
            recorder.All(RecordType).Where(record => record.Text("type") == "CNAME").Select(record => (record.Name, record.Text("name"))));
        Assert.All(recorder.All(RecordType).Where(record => record.Text("type") == "CNAME"), record =>
        {
            // In every region ACM asks for the same record of the same account.
            Assert.True(record.Flag("allowOverwrite"));
            Assert.Equal(["_answer.acm-validations.aws"], record.List("records"));
        });
        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf(ValidationType), 0, order.IndexOf(DomainType) - 1);
        Assert.Equal(
            ["_asked.provisioning.example.net", "_asked.us-east-1.provisioning.example.net"],
            recorder.Single(ValidationType).List("validationRecordFqdns"));
    }

    [Fact]
    public async Task with_every_argument_takes_the_certificate_and_the_regions_name_it_is_given()
    {
        var recorder = await Deployed.By(() => Domain(
            regionName: "provisioning-east.example.net", certificate: "arn:aws:acm:us-east-1:123456789012:certificate/given", tags: new() { { "team", "fleet" } }));

        Assert.Empty(recorder.All("aws:acm/certificate:Certificate"));
        Assert.Empty(recorder.All(ValidationType));
        Assert.Equal(["domain", "domain-region"], recorder.All(RecordType).Select(record => record.Name));
        Assert.All(recorder.All(DomainType), domain =>
        {
            Assert.Equal("arn:aws:acm:us-east-1:123456789012:certificate/given", domain.Text("regionalCertificateArn"));
            Assert.Equal("fleet", domain.Map("tags")["team"]);
        });
        var health = recorder.Single("aws:route53/healthCheck:HealthCheck");
        Assert.Equal("provisioning-east.example.net", health.Text("fqdn"));
        Assert.Equal(("fleet", "provisioning-east.example.net"), (health.Map("tags")["team"], health.Map("tags")["Name"]));
    }

    [Theory]
    [InlineData("Provisioning.example.net", null, "'Provisioning.example.net' is no domain name")]
    [InlineData("example", null, "'example' is no domain name")]
    [InlineData("a.b-.net", null, "'a.b-.net' is no domain name")]
    [InlineData("provisioning.example.net", "https://east.example.net", "'https://east.example.net' is no domain name")]
    [InlineData("a-very-long-name-that-no-certificate-can-hold-as-its-common.example.net", null, "has 71 characters, a certificate's common name at most 64")]
    [InlineData("provisioning.example.net", "provisioning.example.net", "is to be the name of all regions and of this one")]
    public async Task refuses_names_that_cannot_be_served(string name, string? regionName, string message)
    {
        var refusal = await Deployed.RefusalOf(() => Domain(name, regionName));

        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.Contains("[api-domain-invalid]", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_an_api_that_only_vpc_endpoints_reach()
    {
        var refusal = await Deployed.RefusalOf(() => Domain(callers: new ApiCallers.VpcEndpoints(["vpce-0123456789abcdef0"])));

        Assert.Contains("is a public name, but the API answers VPC endpoints only", refusal, StringComparison.Ordinal);
    }

    private static ImmutableDictionary<string, object> Only(IReadOnlyList<object> list) => Assert.IsType<ImmutableDictionary<string, object>>(Assert.Single(list));

    private static ApiDomain Domain(
        string name = "provisioning.example.net", string? regionName = null, string? certificate = null, InputMap<string>? tags = null, ApiCallers? callers = null) =>
        new("domain", new()
        {
            Names = Deployed.Names,
            Api = SmallApi.New(callers),
            DomainName = name,
            ZoneId = "zone",
            RegionDomainName = regionName,
            CertificateArn = certificate is null ? null : (Input<string>)certificate,
            Tags = tags ?? [],
        });
}
