using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pulumi;
using Pulumi.Aws.Acmpca;
using Pulumi.Aws.Acmpca.Inputs;
using Pulumi.Aws.Lambda.Inputs;
using Pulumi.Testing;

namespace Infra.Tests.StandIns.PulumiAws;

[Collection("pulumi")]
public sealed class An_aws_resource
{
    private static readonly TestOptions NotPreview = new() { IsPreview = false };

    [Fact]
    public async Task is_registered_with_its_type_token_and_wire_names()
    {
        var mocks = new RecordingMocks();

        await Deployment.TestAsync(mocks, NotPreview, () =>
        {
            _ = new Pulumi.Aws.Iot.Policy("connected", new Pulumi.Aws.Iot.PolicyArgs { PolicyDocument = "{}", Name = "n" });
        });

        var policy = mocks.Resource("aws:iot/policy:Policy");
        Assert.Equal("connected", policy.Name);
        Assert.Equal(["name", "policy"], policy.Inputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("{}", policy.Inputs["policy"]);
    }

    [Fact]
    public async Task gets_its_outputs_from_the_engine()
    {
        var arn = "";

        await Deployment.TestAsync(new RecordingMocks(), NotPreview, async () =>
        {
            var role = new Pulumi.Aws.Iam.Role("authorizer", new Pulumi.Aws.Iam.RoleArgs { AssumeRolePolicy = "{}" });
            arn = await Values.Of(role.Arn);
        });

        Assert.Equal("arn:authorizer", arn);
    }

    [Fact]
    public async Task sends_nested_arguments_lists_and_maps()
    {
        var mocks = new RecordingMocks();

        await Deployment.TestAsync(mocks, NotPreview, () =>
        {
            _ = new CertificateAuthority("issuer", new CertificateAuthorityArgs
            {
                Type = "SUBORDINATE",
                CertificateAuthorityConfiguration = new CertificateAuthorityCertificateAuthorityConfigurationArgs
                {
                    KeyAlgorithm = "EC_prime256v1",
                    SigningAlgorithm = "SHA256WITHECDSA",
                    Subject = new CertificateAuthorityCertificateAuthorityConfigurationSubjectArgs { CommonName = "Issuer" },
                },
                Tags = { ["sku"] = "x" },
            });
            _ = new Pulumi.Aws.Lambda.Function("f", new Pulumi.Aws.Lambda.FunctionArgs
            {
                Role = "arn:role",
                Runtime = Pulumi.Aws.Lambda.Runtime.CustomAL2023,
                Architectures = { "arm64" },
                MemorySize = 256,
                Environment = new FunctionEnvironmentArgs { Variables = { ["DEVICE_TABLE"] = "t" } },
            });
        });

        var authority = (ImmutableDictionary<string, object>)mocks.Resource("aws:acmpca/certificateAuthority:CertificateAuthority").Inputs["certificateAuthorityConfiguration"];
        Assert.Equal("Issuer", ((ImmutableDictionary<string, object>)authority["subject"])["commonName"]);
        var function = mocks.Resource("aws:lambda/function:Function").Inputs;
        Assert.Equal("provided.al2023", function["runtime"]);
        Assert.Equal("arm64", Assert.Single((ImmutableArray<object>)function["architectures"]));
        Assert.Equal(256.0, function["memorySize"]);
        var environment = (ImmutableDictionary<string, object>)function["environment"];
        Assert.Equal("t", ((ImmutableDictionary<string, object>)environment["variables"])["DEVICE_TABLE"]);
    }

    [Fact]
    public async Task makes_secret_what_the_providers_schema_calls_secret()
    {
        var isSecret = (Pem: false, Mode: true);

        await Deployment.TestAsync(new RecordingMocks(), NotPreview, async () =>
        {
            var args = new Pulumi.Aws.Iot.CaCertificateArgs { CaCertificatePem = "PEM", CertificateMode = "DEFAULT" };
            isSecret = (await Output.IsSecretAsync(args.CaCertificatePem.ToOutput()), await Output.IsSecretAsync(args.CertificateMode.ToOutput()));
        });

        Assert.Equal((true, false), isSecret);
    }

    [Fact]
    public async Task that_exists_already_is_read_by_its_id()
    {
        var mocks = new RecordingMocks();

        await Deployment.TestAsync(mocks, NotPreview, () => { _ = Pulumi.Aws.DynamoDB.Table.Get("table", "devices"); });

        Assert.Equal("devices", mocks.Resource("aws:dynamodb/table:Table").Id);
    }

    [Fact]
    public async Task can_have_a_provider_of_its_own_whose_structured_arguments_are_json()
    {
        var mocks = new RecordingMocks();

        await Deployment.TestAsync(mocks, NotPreview, () =>
        {
            var provider = new Pulumi.Aws.Provider("ireland", new Pulumi.Aws.ProviderArgs
            {
                Region = "eu-west-1",
                DefaultTags = new Pulumi.Aws.Inputs.ProviderDefaultTagsArgs { Tags = { ["sku"] = "x" } },
            });
            _ = new Pulumi.Aws.Sns.Topic("alarms", new Pulumi.Aws.Sns.TopicArgs(), new CustomResourceOptions { Provider = provider });
        });

        var inputs = mocks.Resource("pulumi:providers:aws").Inputs;
        Assert.Equal("eu-west-1", inputs["region"]);
        Assert.Equal("x", (string?)JsonNode.Parse((string)inputs["defaultTags"])!["tags"]!["sku"]);
        Assert.Equal("true", inputs["skipRegionValidation"]);
        Assert.Contains("ireland", mocks.Resource("aws:sns/topic:Topic").Provider, StringComparison.Ordinal);
    }
}
