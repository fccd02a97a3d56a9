using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Identity;
using Infra.Tests.Golden;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace Infra.Tests.Program;

[Collection("pulumi")]
public sealed class The_rotation_of_the_ca
{
    private const string AuthorityType = "aws:acmpca/certificateAuthority:CertificateAuthority";
    private const string RegistrationType = ResourceTypes.CaRegistration;

    [Theory]
    [InlineData("1", "authority active first-connections", "authority", null)]
    [InlineData("2 announced", "authority active first-connections, authority-2 active first-connections", "authority", "authority-2")]
    [InlineData("2 issuing", "authority active first-connections, authority-2 active first-connections", "authority-2", "authority")]
    [InlineData("2 closing", "authority active, authority-2 active first-connections", "authority-2", "authority")]
    [InlineData("2 retired", "authority, authority-2 active first-connections", "authority-2", "authority")]
    [InlineData("2", "authority-2 active first-connections", "authority-2", null)]
    public async Task gives_each_stage_its_cas_registrations_and_issuer(string stage, string registered, string issuing, string? other)
    {
        var (recorder, stack) = await Run(At(stage));

        Assert.Equal(registered, string.Join(", ", recorder.All(RegistrationType).Select(ca =>
            ca.Name + (ca.Flag("active") ? " active" : "") + (ca.Flag("autoRegistration") ? " first-connections" : ""))));
        Assert.All(recorder.All(RegistrationType), ca => Assert.Equal("widgiot-jitp", ca.Text("templateName")));
        Assert.Equal(ArnOf(issuing), IssuersCa(recorder));
        Assert.Contains(ArnOf(issuing), PolicyFiles.Of(recorder)["issuer-acm-pca.json"], StringComparison.Ordinal);
        if (other is not null) { Assert.DoesNotContain(ArnOf(other), PolicyFiles.Of(recorder)["issuer-acm-pca.json"], StringComparison.Ordinal); }
        Assert.Equal((ArnOf(issuing), other is null ? null : ArnOf(other)), (await Value(stack.CaArn), await Value(stack.OtherCaArn)));
        Assert.Equal(stage, await Value(stack.AuthorityStage));
        Assert.Equal(RotationStage.Parse(stage).NextStep, await Value(stack.NextRotationStep));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("2 announced", 2)] // before it issues, so that no device is ever refused elsewhere
    [InlineData("2 closing", 2)]
    [InlineData("2 retired", 1)]
    public async Task hands_the_other_regions_every_ca_whose_devices_may_connect(string stage, int certificates)
    {
        var (_, stack) = await Run(At(stage));

        Assert.Equal(certificates, (await Value(stack.CaCertificate))!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task tells_the_generations_apart_by_their_subject_and_lets_them_share_one_crl_bucket()
    {
        var (recorder, _) = await Run(At("2 issuing") with { Crl = true });

        Assert.Equal(["us-east-1.widgiot", "us-east-1-g2.widgiot"], recorder.All(AuthorityType).Select(CommonName));
        Assert.Equal("authority-crl", Assert.Single(recorder.All("aws:s3/bucket:Bucket")).Name);
        var (after, _) = await Run(At("2") with { Crl = true });
        Assert.Equal("authority-crl", Assert.Single(after.All("aws:s3/bucket:Bucket")).Name); // the CRL outlives the CA that wrote it
    }

    [Fact]
    public async Task makes_the_next_generation_as_its_own_settings_say_and_leaves_the_first_alone()
    {
        var settings = At("2 issuing");
        settings = settings with { LaterAuthorities = settings.LaterAuthorities.Add(2, settings.Authority with { KeyAlgorithm = "RSA_4096", SigningAlgorithm = "SHA384WITHRSA" }) };

        var (recorder, _) = await Run(settings);

        Assert.Equal(["EC_prime256v1 SHA256WITHECDSA", "RSA_4096 SHA384WITHRSA"], recorder.All(AuthorityType).Select(ca =>
            $"{ca.Map("certificateAuthorityConfiguration")["keyAlgorithm"]} {ca.Map("certificateAuthorityConfiguration")["signingAlgorithm"]}"));
    }

    [Fact]
    public async Task goes_on_with_the_old_generation_while_the_new_one_waits_for_the_pki_admin()
    {
        var settings = At("2 announced");
        settings = settings with { LaterAuthorities = settings.LaterAuthorities.Add(2, new()) };

        var (recorder, stack) = await Run(settings);

        Assert.Equal("authority", Assert.Single(recorder.All(RegistrationType)).Name);
        Assert.Equal(ArnOf("authority"), IssuersCa(recorder));
        Assert.Equal(("1", "mock csr"), (await Value(stack.AuthorityStage), await Value(stack.CsrToSign)));
        Assert.Equal("have the CSR of CA generation 2 signed (output csrToSign), set authorityCertificate2, and run pulumi up", await Value(stack.NextRotationStep));
    }

    [Fact]
    public async Task has_first_connections_under_every_generation_decided_about_where_a_function_does_so()
    {
        var (recorder, _) = await Run(At("2 announced") with { Registration = RegistrationModes.Jitr });

        Assert.Equal(["activation-own", "activation-own-2"], recorder.All("aws:iot/topicRule:TopicRule").Select(rule => rule.Name));
    }

    [Fact]
    public async Task takes_the_protection_off_what_the_next_step_deletes_and_only_that()
    {
        // Pulumi does not show protection to mocks; what it is given is.
        Assert.Equal(["authority True"], Protection((await Run(At("1") with { Protect = true })).Recorder));
        Assert.Equal(["authority True", "authority-2 False"], Protection((await Run(At("2 announced") with { Protect = true })).Recorder));
        Assert.Equal(["authority True", "authority-2 True"], Protection((await Run(At("2 closing") with { Protect = true })).Recorder));
        Assert.Equal(["authority False", "authority-2 True"], Protection((await Run(At("2 retired") with { Protect = true })).Recorder));
    }

    [Fact]
    public async Task renders_the_golden_graph_of_a_rotation_under_way() =>
        GoldenFile.Matches("Infra.Tests/Golden/stacks/rotation-2-issuing.json", GoldenText.Graph((await Run(At("2 issuing") with { Crl = true })).Recorder));

    [Fact]
    public async Task takes_over_the_crl_bucket_of_a_ca_that_was_never_rotated()
    {
        var aliases = new List<string>();
        await Infra.Tests.Components.Deployed.By(() =>
        {
            var options = new ComponentResourceOptions();
            options.ResourceTransformations.Add(args =>
            {
                // The AWS provider has aliases of its own, for types that it renamed.
                foreach (var alias in args.Options.Aliases)
                {
                    alias.Apply(one => one.ParentUrn is { } parent ? parent.Apply(urn => { lock (aliases) { aliases.Add($"{args.Resource.GetResourceType()} {urn}"); } return urn; }) : Output.Create(""));
                }
                return null;
            });
            _ = new CrlBucket("authority-crl", new() { Names = Infra.Tests.Components.Deployed.Names, FormerlyOf = "authority" }, options);
        });

        Assert.Equal(4, aliases.Count);
        Assert.All(aliases, alias => Assert.EndsWith(" urn:pulumi:test::device-provisioning::infra-components:index:RegionalAuthority::authority", alias, StringComparison.Ordinal));
        Assert.Contains(aliases, alias => alias.StartsWith("aws:s3/bucket:Bucket ", StringComparison.Ordinal));
    }

    private static StackSettings At(string stage) => new()
    {
        Sku = SkuName.Parse("widgiot"),
        Region = "us-east-1",
        Authority = new() { Parent = new Parent.Software("mock parent chain", "mock parent key") },
        AuthorityGeneration = RotationStage.Parse(stage),
        Protect = false,
    };

    private static string ArnOf(string name) => $"arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11111111-2222-3333-4444-55555555555{(name == "authority" ? '5' : name[^1])}";

    private static string? IssuersCa(Recorder recorder) =>
        ((System.Collections.Immutable.ImmutableDictionary<string, object>)recorder.Single("aws:lambda/function:Function", "issuer-acm-pca").Map("environment")["variables"])["CERTIFICATE_AUTHORITY_ARN"] as string;

    private static string CommonName(Recorded authority) =>
        (string)((System.Collections.Immutable.ImmutableDictionary<string, object>)authority.Map("certificateAuthorityConfiguration")["subject"])["commonName"];

    private static IEnumerable<string> Protection(Recorder recorder) =>
        recorder.All("infra-components:index:RegionalAuthority").Select(authority => $"{authority.Name} {authority.Flag("protect")}");

    private static async Task<string?> Value(Output<string?> output) =>
        await OutputUtilities.GetIsKnownAsync(output) ? await OutputUtilities.GetValueAsync(output) : null;

    private static async Task<(Recorder Recorder, ProvisioningStack Stack)> Run(StackSettings settings)
    {
        var recorder = new Recorder(settings.Region);
        var resources = await Deployment.TestWithServiceProviderAsync<ProvisioningStack>(recorder, new OneStack(settings),
            new TestOptions { ProjectName = "device-provisioning", StackName = "dev", IsPreview = false });
        return (recorder, resources.OfType<ProvisioningStack>().Single());
    }

    private sealed class OneStack(StackSettings settings) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ProvisioningStack) ? new ProvisioningStack(settings) : null;
    }
}
