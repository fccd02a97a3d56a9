using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Identity;
using Infra.Local.AcmPca;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Tests.Golden;
using Infra.Tests.Pki;
using Pulumi;

namespace Infra.Tests.Local.Cloud;

[Collection("pulumi")]
[UnsupportedOSPlatform("windows")]
public sealed class A_local_cloud : IAsyncLifetime, IDisposable
{
    // Stands for the published functions, which have tests of their own: allows everything, then tells what it was started with.
    private const string Functions = """
        #!/usr/bin/env node
        const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
        (async () => {
          for (;;) {
            const next = await fetch(`${api}/invocation/next`);
            const id = next.headers.get('lambda-runtime-aws-request-id');
            const event = await next.json();
            const answer = process.env._HANDLER === 'authorizer'
              ? { principalId: 'd', policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }] } }
              : { statusCode: 200, body: JSON.stringify({ handler: process.env._HANDLER, ca: process.env.CERTIFICATE_AUTHORITY_ARN, endpoint: process.env.IOT_ENDPOINT }) };
            await fetch(`${api}/invocation/${id}/response`, { method: 'POST', body: JSON.stringify(answer) });
          }
        })();
        """;

    private readonly TemporaryFolder functions = new();
    private readonly TestHierarchy hierarchy = new();
    private readonly HttpClient http = new();
    private LocalCloud cloud = null!;

    public async Task InitializeAsync()
    {
        File.SetUnixFileMode(functions.Write("bootstrap", Functions), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        cloud = await LocalCloud.StartAsync(
            new() { NodeFolder = Path.Combine(GoldenFile.RepoRoot, "Infra.Local", "node"), ProgramFolder = functions.Path, PcaLatency = PcaLatency.None },
            CancellationToken.None);
        foreach (var region in (string[])["us-east-1", "eu-west-1"]) { cloud.Iot.SetEndpoint(region, $"localhost:{region.Length}"); }
    }

    [Fact]
    public async Task deploys_the_program_once_per_region_and_serves_what_it_registered()
    {
        var home = await DeployAsync("us-east-1");
        var other = await DeployAsync("eu-west-1");

        Assert.NotEqual(home.CertificateAuthorityArn, other.CertificateAuthorityArn);
        Assert.Equal((64, 64), (home.CaCertificateId!.Length, other.CaCertificateId!.Length));
        foreach (var region in (RegionDeployment[])[home, other])
        {
            Assert.Equal(200, (await SendAsync(HttpMethod.Get, region.ApiUrl + Routes.Health)).Status);
            Assert.Equal(401, (await SendAsync(HttpMethod.Post, region.ApiUrl + Routes.New)).Status);
            // Not deployed: the settings ask for one issuer only.
            Assert.Equal(404, (await SendAsync(HttpMethod.Post, region.ApiUrl + Routes.Proto, "csr")).Status);

            // Authorizer and issuer are asked with their deployed permissions, and run with their deployed environment.
            var (status, body) = await SendAsync(HttpMethod.Post, region.ApiUrl + Routes.New, "csr");
            Assert.Equal(200, status);
            var answer = JsonNode.Parse(body)!;
            Assert.Equal(("issuer-acm-pca", region.CertificateAuthorityArn, region.IotEndpoint),
                ((string?)answer["handler"], (string?)answer["ca"], (string?)answer["endpoint"]));
        }
    }

    [Fact]
    public async Task makes_the_regions_CA_a_part_of_the_given_hierarchy()
    {
        var region = await DeployAsync("us-east-1");
        using var client = new Amazon.ACMPCA.AmazonACMPCAClient(
            new Amazon.Runtime.BasicAWSCredentials(cloud.Iam.Operator.AccessKeyId, cloud.Iam.Operator.SecretAccessKey),
            new Amazon.ACMPCA.AmazonACMPCAConfig { ServiceURL = cloud.Endpoint.ToString(), AuthenticationRegion = "us-east-1" });

        var certificate = await client.GetCertificateAuthorityCertificateAsync(new() { CertificateAuthorityArn = region.CertificateAuthorityArn });

        var (content, output) = OpenSsl.Verify(hierarchy.Root.CertificatePem, certificate.CertificateChain, certificate.Certificate);
        Assert.True(content, output);
        Assert.Contains("pathlen:0", OpenSsl.Text(certificate.Certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task lets_each_role_do_what_its_deployed_policies_say()
    {
        await DeployAsync("us-east-1");
        var table = Arns.Of("dynamodb", "us-east-1", $"table/{DeviceTable.NameFor("widget")}");
        var authorizer = cloud.Iam.Roles.Single(role => role.Name.Contains("authorizer", StringComparison.Ordinal));
        var caller = cloud.Iam.Role(authorizer.Arn, "test");

        Assert.True(cloud.Iam.Allows(caller, "dynamodb:GetItem", table, RequestContext.Empty));
        Assert.False(cloud.Iam.Allows(caller, "dynamodb:PutItem", table, RequestContext.Empty));
        Assert.False(cloud.Iam.Allows(caller, "acm-pca:IssueCertificate", "*", RequestContext.Empty));
        Assert.False(cloud.Iam.Trusts(authorizer.Arn, "apigateway.amazonaws.com", RequestContext.Empty));
    }

    [Fact]
    public async Task shares_the_device_table_and_keeps_the_ledgers_apart()
    {
        var home = await DeployAsync("us-east-1");
        await DeployAsync("eu-west-1");
        using var one = cloud.DynamoDb("us-east-1");
        using var two = cloud.DynamoDb("eu-west-1");

        await one.PutItemAsync(home.TableName, new() { [DeviceTable.DeviceId] = new("d1") });
        var key = new Dictionary<string, AttributeValue> { [LedgerTable.DeviceId] = new("d1"), [LedgerTable.CsrSha256] = new("c1") };
        await one.PutItemAsync(LedgerTable.NameFor("widget"), key);

        Assert.NotEmpty((await two.GetItemAsync(home.TableName, new() { [DeviceTable.DeviceId] = new("d1") })).Item);
        Assert.True((await two.GetItemAsync(LedgerTable.NameFor("widget"), key)).Item is null or { Count: 0 });
    }

    [Fact]
    public async Task names_the_first_resource_that_could_not_be_made()
    {
        var settings = SettingsFor("us-east-1") with { Authority = new() { Parent = new Parent.Software(hierarchy.Root.ChainPem, Output.Create("no key")) } };

        var fault = await Assert.ThrowsAsync<DeploymentFailedException>(() => cloud.DeployAsync("us-east-1", settings, CancellationToken.None));

        Assert.StartsWith("creating provisioning:index:SubordinateCertificate 'authority' in us-east-1 failed: parentPrivateKeyPem: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task changes_only_what_a_second_run_wants_otherwise_and_removes_what_it_wants_no_more()
    {
        var first = await DeployAsync("us-east-1");
        var same = await DeployAsync("us-east-1");
        Assert.Equal(first.Resources.Select(resource => (resource.Type, resource.Name, resource.Id)).Order(), same.Resources.Select(resource => (resource.Type, resource.Name, resource.Id)).Order());

        var announced = await cloud.DeployAsync("us-east-1", SettingsFor("us-east-1") with { AuthorityGeneration = RotationStage.Parse("2 announced") }, CancellationToken.None);
        Assert.Equal(first.CertificateAuthorityArn, announced.CertificateAuthorityArn);
        Assert.NotNull(cloud.Iot.Region("us-east-1").CaCertificates.Find(announced.Resources.Single(resource => resource.Name == "authority-2" && resource.Type == ResourceTypes.CaRegistration).Id));

        var givenUp = await DeployAsync("us-east-1");
        Assert.Equal(first.Resources.Length, givenUp.Resources.Length);
        Assert.Single(cloud.Iot.Region("us-east-1").CaCertificates.All);
    }

    [Fact]
    public async Task asks_for_the_functions_to_be_published()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => DeployAsync("us-east-1", "nowhere"));
        Assert.Contains("run ./infra package", fault.Message, StringComparison.Ordinal);
    }

    public async Task DisposeAsync() => await cloud.DisposeAsync();

    public void Dispose()
    {
        http.Dispose();
        hierarchy.Dispose();
        functions.Dispose();
    }

    private Task<RegionDeployment> DeployAsync(string region, string functionsPath = ".") =>
        cloud.DeployAsync(region, SettingsFor(region) with { FunctionsPath = functionsPath }, CancellationToken.None);

    private StackSettings SettingsFor(string region) => new()
    {
        Sku = SkuName.Parse("widget"),
        Region = region,
        HomeRegion = "us-east-1",
        ReplicaRegions = ["eu-west-1"],
        Authority = new()
        {
            Parent = new Parent.Software(hierarchy.Intermediate.ChainPem, Output.Create(hierarchy.Intermediate.ExportPrivateKeyPem())),
            ValidityDays = 1000,
        },
        FunctionsPath = ".",
        Crl = true,
    };

    private async Task<(int Status, string Body)> SendAsync(HttpMethod method, string url, string? csr = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (csr is not null) { request.Headers.TryAddWithoutValidation(HeaderNames.DeviceCsr, csr); }
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
