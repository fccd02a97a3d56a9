using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Identity;
using Infra.Tests.Golden;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.Program;

[Collection("pulumi")]
public sealed class A_provisioning_stack
{
    private const string AuthorityType = "aws:acmpca/certificateAuthority:CertificateAuthority";
    private const string RegistrationType = "provisioning:index:CaRegistration";
    private const string TemplateType = "aws:iot/provisioningTemplate:ProvisioningTemplate";

    private static StackSettings Dev => new()
    {
        Sku = SkuName.Parse("widgiot"),
        Region = "us-east-1",
        ReplicaRegions = ["eu-west-1"],
        Issuers = Issuers.AcmPca | Issuers.IotCore,
        Authority = new() { Parent = new Parent.Software("mock parent chain", "mock parent key") },
        Protect = false,
    };

    public static TheoryData<string> Profiles => [.. Profile.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task renders_the_golden_graph_and_policies_of_each_profile(string name)
    {
        var reviewed = await ReviewedProgram.RunAsync(Profile.Named(name));

        GoldenFile.Matches($"Infra.Tests/Golden/stacks/{name}.json", GoldenText.Graph(reviewed.Recorder));
        GoldenFile.FolderMatches($"policies/{name}", PolicyFiles.Of(reviewed.Recorder));
    }

    [Fact]
    public async Task hands_out_what_operators_and_factories_need()
    {
        var (_, outputs) = await Deployed(Dev);

        Assert.Equal("widgiot-iot-provisioning-secretfree", outputs["tableName"]);
        Assert.Equal("arn:aws:dynamodb:us-east-1:123456789012:table/widgiot-iot-provisioning-secretfree", outputs["tableArn"]);
        Assert.StartsWith((string)outputs["tableArn"]!, (string)outputs["tableStreamArn"]!, StringComparison.Ordinal);
        Assert.Equal("https://mock.execute-api.us-east-1.amazonaws.com/live", outputs["apiUrl"]);
        Assert.Equal("mock-ats.iot.us-east-1.amazonaws.com", outputs["iotEndpoint"]);
        Assert.Equal(new string('c', 64), outputs["caCertificateId"]);
        Assert.Equal("widgiot-jitp", outputs["templateName"]);
        Assert.StartsWith("arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/", (string)outputs["caArn"]!, StringComparison.Ordinal);
        Assert.Null(outputs.GetValueOrDefault("csrToSign"));
    }

    [Fact]
    public async Task hands_out_the_csr_and_registers_nothing_while_it_waits_for_an_offline_parent()
    {
        var (recorder, outputs) = await Deployed(Dev with { Authority = new() });

        Assert.Equal("mock csr", outputs["csrToSign"]);
        Assert.Empty(recorder.All(RegistrationType));
        Assert.Null(outputs.GetValueOrDefault("caCertificateId"));
    }

    [Fact]
    public async Task registers_the_ca_with_its_template_once_the_offline_parent_has_signed()
    {
        var (recorder, outputs) = await Deployed(Dev with { Authority = new() { Parent = new Parent.Offline(new SignedAuthority("signed", "chain")) } });

        var registration = recorder.Single(RegistrationType);
        Assert.Equal("signed", registration.Text("caCertificatePem"));
        Assert.True(registration.Flag("autoRegistration"));
        Assert.Equal("widgiot-jitp", registration.Text("templateName"));
        Assert.Null(outputs.GetValueOrDefault("csrToSign"));
    }

    [Fact]
    public async Task registers_certificates_in_one_way_only()
    {
        // JITP and direct registration of one CA's certificates would race each other.
        var (recorder, outputs) = await Deployed(Dev with { Registration = RegistrationModes.Direct });

        Assert.Empty(recorder.All(TemplateType));
        Assert.False(recorder.Single(RegistrationType).Flag("autoRegistration"));
        Assert.False(recorder.Single(RegistrationType).Inputs.ContainsKey("templateName"));
        Assert.Null(outputs.GetValueOrDefault("templateName"));
        Assert.Contains("iot:RegisterCertificate", PolicyFiles.Of(recorder)["issuer-acm-pca.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task provisions_devices_with_a_claim_where_there_is_an_installer()
    {
        const string installer = "arn:aws:iam::123456789012:role/installers";
        var (recorder, outputs) = await Deployed(Dev with { Installer = installer });

        Assert.Equal(["FLEET_PROVISIONING", "JITP"], recorder.All(TemplateType).Select(template => template.Text("type")).Order(StringComparer.Ordinal));
        Assert.Equal("widgiot-fleet", outputs["fleetTemplateName"]);
        Assert.Equal("arn:aws:iam::123456789012:role/widgiot-us-east-1-installer", outputs["installerRoleArn"]);
        Assert.Contains(installer, recorder.Single("aws:iam/role:Role", "installer").Text("assumeRolePolicy"), StringComparison.Ordinal);
        Assert.Null((await Deployed(Dev)).Outputs.GetValueOrDefault("installerRoleArn"));
    }

    [Fact]
    public async Task decides_about_first_connections_by_function_where_it_is_told_to()
    {
        using var west = Chains.Authority("CN=eu-west-1.widgiot", null, pathLength: 0);
        var (recorder, outputs) = await Deployed(Dev with { Registration = RegistrationModes.Jitr, PeerAuthorities = Chains.Pem(west) });

        Assert.Empty(recorder.All(TemplateType));
        Assert.Null(outputs.GetValueOrDefault("templateName"));
        Assert.Equal(2, recorder.All(RegistrationType).Count);
        Assert.All(recorder.All(RegistrationType), registration =>
        {
            Assert.True(registration.Flag("active") && registration.Flag("autoRegistration"));
            Assert.False(registration.Inputs.ContainsKey("templateName"));
        });
        // One rule for each CA that is registered so: a CA without would leave its devices pending for ever.
        Assert.Equal(2, recorder.All("aws:iot/topicRule:TopicRule").Count);
        Assert.Equal("jitr", Assert.IsType<System.Collections.Immutable.ImmutableDictionary<string, object>>(
            recorder.Single("aws:lambda/function:Function", "issuer-acm-pca").Map("environment")["variables"])["REGISTRATION_MODE"]);
    }

    [Fact]
    public async Task makes_claims_by_its_api_and_signs_for_devices_with_one_where_it_is_told_to()
    {
        var (recorder, _) = await Deployed(Dev with { Installer = "arn:aws:iam::123456789012:role/installers", ClaimApi = true, CertificateProvider = true });

        Assert.Contains("claim", recorder.All("aws:apigateway/resource:Resource").Select(resource => resource.Text("pathPart")));
        Assert.Contains("execute-api:Invoke", PolicyFiles.Of(recorder)["installer.json"], StringComparison.Ordinal);
        Assert.DoesNotContain("iot:CreateProvisioningClaim", PolicyFiles.Of(recorder)["installer.json"], StringComparison.Ordinal);
        Assert.EndsWith(":function:widgiot-certificate-provider", recorder.Single("provisioning:index:CertificateProvider").Text("functionArn"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task makes_claims_for_users_of_a_user_pool_and_then_has_no_role_that_would_go_round_it()
    {
        var (recorder, outputs) = await Deployed(Dev with
        {
            ClaimApi = true,
            ClaimAuthorization = new ClaimAuthorization.Cognito(["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI"], ["provisioning/claim"]),
        });

        Assert.Equal("COGNITO_USER_POOLS", recorder.Single("aws:apigateway/method:Method", "api-claim").Text("authorization"));
        Assert.Equal("widgiot-fleet", outputs["fleetTemplateName"]);
        Assert.Null(outputs.GetValueOrDefault("installerRoleArn"));
        Assert.Equal(["claim-vendor.json"], PolicyFiles.Of(recorder).Where(file => file.Value.Contains("iot:CreateProvisioningClaim", StringComparison.Ordinal)).Select(file => file.Key));
        Assert.DoesNotContain(PolicyFiles.Of(recorder).Where(file => file.Key != "resource-api.json"), file => file.Value.Contains("execute-api:Invoke", StringComparison.Ordinal));
    }

    [Fact]
    public async Task lets_devices_of_other_regions_connect_by_registering_their_cas_without_proof_of_possession()
    {
        using var west = Chains.Authority("CN=eu-west-1.widgiot", null, pathLength: 0);
        using var south = Chains.Authority("CN=ap-south-1.widgiot", null, pathLength: 0);
        var (recorder, _) = await Deployed(Dev with { PeerAuthorities = Chains.Pem(west, south, west) });

        var peers = recorder.All(RegistrationType).Where(registration => registration.Name.StartsWith("peer-", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, peers.Count);
        Assert.All(peers, peer =>
        {
            Assert.Equal(("SNI_ONLY", "us-east-1", "widgiot-jitp"), (peer.Text("certificateMode"), peer.Text("region"), peer.Text("templateName")));
            Assert.True(peer.Flag("active") && peer.Flag("autoRegistration"));
            Assert.False(peer.Inputs.ContainsKey("certificateAuthorityArn"));
        });
        Assert.Equal(
            new[] { west, south }.Select(ca => ca.ExportCertificatePem()).Order(StringComparer.Ordinal),
            peers.Select(peer => peer.Text("caCertificatePem")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task runs_every_function_on_the_runtime_it_is_told_and_reviews_their_policies_all_the_same()
    {
        var (recorder, _) = await Deployed(Dev with { FunctionsRuntime = FunctionRuntimes.Dotnet10 });

        Assert.All(recorder.All("aws:lambda/function:Function"), function => Assert.Equal(("dotnet10", "bootstrap"), (function.Text("runtime"), function.Text("handler"))));
        Assert.Equal(PolicyFiles.Of((await Deployed(Dev)).Recorder), PolicyFiles.Of(recorder));
    }

    [Fact]
    public async Task hands_out_the_domain_that_all_regions_share_and_the_name_of_this_one()
    {
        var (recorder, outputs) = await Deployed(Dev with
        {
            ApiDomain = new("provisioning.example.net", "Z1") { KeepsGeneratedName = false },
            FirewallRequestsPerSource = 100,
            ApiCallers = new ApiCallers.Addresses(["203.0.113.0/24"]),
        });

        Assert.Equal(("https://provisioning.example.net", "https://us-east-1.provisioning.example.net"), (outputs["apiUrl"], outputs["apiRegionUrl"]));
        Assert.True(recorder.Single("aws:apigateway/restApi:RestApi").Flag("disableExecuteApiEndpoint"));
        Assert.Contains("203.0.113.0/24", recorder.Single("aws:apigateway/restApiPolicy:RestApiPolicy").Text("policy"), StringComparison.Ordinal);
        recorder.Single("aws:wafv2/webAclAssociation:WebAclAssociation");
        var (plain, own) = await Deployed(Dev);
        Assert.Equal(own["apiUrl"], own["apiRegionUrl"]);
        Assert.DoesNotContain(plain.Resources, resource => resource.Type.StartsWith("aws:wafv2/", StringComparison.Ordinal) || resource.Type.StartsWith("aws:route53/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task has_no_ca_where_aws_iot_core_issues()
    {
        // The seed asked for a CA's ARN even then (XC-52).
        var (recorder, outputs) = await Deployed(Dev with { Issuers = Issuers.IotCore });

        Assert.Empty(recorder.All(AuthorityType));
        Assert.Empty(recorder.All(TemplateType));
        Assert.DoesNotContain("issuer-acm-pca.json", PolicyFiles.Of(recorder).Keys);
        Assert.Null(outputs.GetValueOrDefault("caArn"));
    }

    [Fact]
    public async Task in_a_replica_region_has_everything_but_the_table_which_its_home_region_made()
    {
        var (recorder, outputs) = await Deployed(Dev with { Region = "eu-west-1", HomeRegion = "us-east-1" });

        Assert.Equal("widgiot-issuance", recorder.Single("aws:dynamodb/table:Table").Text("name"));
        Assert.Equal("arn:aws:dynamodb:eu-west-1:123456789012:table/widgiot-iot-provisioning-secretfree", outputs["tableArn"]);
        Assert.All(recorder.Resources.Where(resource => resource.Inputs.ContainsKey("region")), resource => Assert.Equal("eu-west-1", resource.Text("region")));
        Assert.DoesNotContain("us-east-1", PolicyFiles.Of(recorder)["authorizer.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task of_two_regions_of_an_account_shares_no_name_in_a_global_namespace()
    {
        var home = (await Deployed(Dev)).Recorder.All("aws:iam/role:Role").Select(role => role.Text("name"));
        var replica = (await Deployed(Dev with { Region = "eu-west-1", HomeRegion = "us-east-1" })).Recorder.All("aws:iam/role:Role").Select(role => role.Text("name"));

        Assert.Empty(home.Intersect(replica));
    }

    [Fact]
    public async Task tags_every_resource_that_takes_tags()
    {
        var (recorder, _) = await Deployed(Dev with { Tags = Dev.Tags.Add("team", "factory") });

        string[] taggable =
        [
            AuthorityType, TemplateType, "aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage", "aws:cloudwatch/logGroup:LogGroup",
            "aws:dynamodb/table:Table", "aws:iam/role:Role", "aws:iot/policy:Policy", "aws:lambda/function:Function",
        ];
        Assert.All(recorder.Resources.Where(resource => taggable.Contains(resource.Type)), resource =>
        {
            var tags = resource.Map("tags");
            Assert.Equal(("factory", "widgiot", "pulumi"), (tags["team"], tags["sku"], tags["managed-by"]));
        });
    }

    [Fact]
    public async Task can_be_previewed_while_nothing_exists()
    {
        var previewed = (await Deployed(Dev, preview: true)).Recorder.Resources.Select(resource => (resource.Type, resource.Name));
        var updated = (await Deployed(Dev)).Recorder.Resources.Select(resource => (resource.Type, resource.Name));

        Assert.Equal(updated, previewed);
    }

    [Fact]
    public async Task keeps_no_private_key_outside_the_one_input_that_signs()
    {
        var (recorder, outputs) = await Deployed(Dev);

        var holders = recorder.Resources.Where(resource => Rendered(resource).Contains("mock parent key", StringComparison.Ordinal)).Select(resource => resource.Type);
        Assert.Equal(["provisioning:index:SubordinateCertificate"], holders);
        Assert.DoesNotContain(outputs.Values, value => value is string text && text.Contains("mock parent key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task refuses_settings_that_contradict_each_other_before_it_creates_anything()
    {
        var recorder = new Recorder();

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => Run(recorder, Dev with { Issuers = Issuers.None }, preview: false));

        Assert.Contains("no issuer is chosen", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(recorder.Resources, resource => resource.Type.StartsWith("aws:", StringComparison.Ordinal));
    }

    private static string Rendered(Recorded resource) => string.Join(' ', resource.Inputs.Values.OfType<string>());

    private static async Task<(Recorder Recorder, IReadOnlyDictionary<string, object?> Outputs)> Deployed(StackSettings settings, bool preview = false)
    {
        var recorder = new Recorder(settings.Region);
        var stack = await Run(recorder, settings, preview);
        var outputs = new Dictionary<string, object?>();
        foreach (var property in typeof(ProvisioningStack).GetProperties().Where(property => property.DeclaringType == typeof(ProvisioningStack)))
        {
            outputs[char.ToLowerInvariant(property.Name[0]) + property.Name[1..]] = await Value((Output<string?>)property.GetValue(stack)!);
        }
        return (recorder, outputs);
    }

    private static async Task<object?> Value(Output<string?> output) =>
        await Pulumi.Utilities.OutputUtilities.GetIsKnownAsync(output) ? await Pulumi.Utilities.OutputUtilities.GetValueAsync(output) : null;

    private static async Task<ProvisioningStack> Run(Recorder recorder, StackSettings settings, bool preview)
    {
        var resources = await Deployment.TestWithServiceProviderAsync<ProvisioningStack>(recorder, new OneStack(settings),
            new TestOptions { ProjectName = "device-provisioning", StackName = "dev", IsPreview = preview });
        return resources.OfType<ProvisioningStack>().Single();
    }

    private sealed class OneStack(StackSettings settings) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ProvisioningStack) ? new ProvisioningStack(settings) : null;
    }
}
