using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.Conventions;

/// <summary>What holds of every resource that a profile registers, whichever component it is of.</summary>
[Collection("pulumi")]
public sealed class The_resources_of_a_stack
{
    /// <summary>What cannot be made again: the devices' keys, the CA with its key, the lists of what it revoked.</summary>
    private static readonly string[] Irreplaceable = ["aws:acmpca/certificateAuthority:CertificateAuthority", "aws:s3/bucket:Bucket"];

    /// <summary>Types whose name is within something that carries the product line's, or is not ours to choose.</summary>
    private static readonly Dictionary<string, string> NamedWithin = new()
    {
        ["aws:apigateway/authorizer:Authorizer"] = "a name within its API",
        ["aws:apigateway/model:Model"] = "a name within its API",
        ["aws:apigateway/requestValidator:RequestValidator"] = "a name within its API",
        ["aws:iam/rolePolicy:RolePolicy"] = "a name within its role",
        ["aws:route53/record:Record"] = "a name within the zone, as devices know it",
    };

    /// <summary>AWS IoT logs there and nowhere else.</summary>
    private const string LogOfAwsIot = "AWSIotLogsV2";

    public static TheoryData<string> Profiles => [.. Profile.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task are_children_of_the_component_that_made_them(string profile)
    {
        var (_, _, resources) = await RunAsync(profile);

        Assert.All(resources.Where(resource => resource.Type.StartsWith("aws:", StringComparison.Ordinal)), resource =>
            Assert.True(resource.Options.Parent is ComponentResource and not Stack, $"{resource.Type} '{resource.Name}' has no component for parent"));
        Assert.All(resources.Where(resource => resource.Type.StartsWith("provisioning:", StringComparison.Ordinal)), resource =>
            Assert.True(resource.Options.Parent is not null, $"{resource.Type} '{resource.Name}' has no parent"));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task carry_the_stacks_tags_where_they_can_have_some(string profile)
    {
        var (_, recorder, resources) = await RunAsync(profile);

        var taggable = resources.Where(resource => resource.Type.StartsWith("aws:", StringComparison.Ordinal) && resource.Args.GetType().GetProperty("Tags") is not null).ToArray();
        Assert.InRange(taggable.Length, 10, resources.Count);
        Assert.All(taggable, resource =>
        {
            var tags = recorder.Single(resource.Type, resource.Name).Inputs.GetValueOrDefault("tags") as ImmutableDictionary<string, object>;
            Assert.True(tags is not null && Equals(tags.GetValueOrDefault("sku"), "widgiot") && Equals(tags.GetValueOrDefault("managed-by"), "pulumi"),
                $"{resource.Type} '{resource.Name}' is taggable and lacks the stack's tags");
        });
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task that_cannot_be_made_again_are_protected_as_far_as_the_profile_says_and_no_others(string profile)
    {
        var (settings, recorder, resources) = await RunAsync(profile);

        bool IsDeviceTable(Registered resource) => resource is { Type: "aws:dynamodb/table:Table", Name: "devices" };
        var expected = settings.Protect ? resources.Where(resource => Irreplaceable.Contains(resource.Type) || IsDeviceTable(resource)).Select(Title) : [];
        Assert.Equal(expected.Order(StringComparer.Ordinal), resources.Where(resource => resource.Options.Protect == true).Select(Title).Order(StringComparer.Ordinal));
        Assert.All(resources.Where(IsDeviceTable), table => Assert.Equal(settings.Protect, recorder.Single(table.Type, table.Name).Flag("deletionProtectionEnabled")));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task that_other_regions_need_stay_when_the_stack_goes(string profile)
    {
        var (_, _, resources) = await RunAsync(profile);

        Assert.Equal(
            resources.Where(resource => resource.Type == "aws:route53/record:Record" && resource.Name.EndsWith("-validation", StringComparison.Ordinal)).Select(Title),
            resources.Where(resource => resource.Options.RetainOnDelete == true).Select(Title));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task are_called_after_the_product_line(string profile)
    {
        var (_, recorder, resources) = await RunAsync(profile);

        var named = resources.Select(resource => recorder.Single(resource.Type, resource.Name))
            .Where(resource => resource.Type.StartsWith("aws:", StringComparison.Ordinal) && resource.OptionalText("name") is not null && !NamedWithin.ContainsKey(resource.Type)).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, resource => Assert.True(resource.Text("name") == LogOfAwsIot || resource.Text("name").Contains("widgiot", StringComparison.Ordinal), $"{resource.Type} '{resource.Name}' is called '{resource.Text("name")}'"));
    }

    private static string Title(Registered resource) => $"{resource.Type} {resource.Name}";

    private static async Task<(StackSettings Settings, Recorder Recorder, IReadOnlyList<Registered> Resources)> RunAsync(string profile)
    {
        var settings = await Profile.Named(profile).SettingsAsync();
        var recorder = new Recorder(settings.Region);
        List<Registered> resources = [];
        var options = new StackOptions
        {
            ResourceTransformations =
            {
                registered =>
                {
                    if (registered.Resource is CustomResource) { lock (resources) { resources.Add(new(registered)); } }
                    return null;
                },
            },
        };
        await Deployment.TestWithServiceProviderAsync<ProvisioningStack>(recorder, new OneStack(settings, options),
            new TestOptions { ProjectName = "device-provisioning", StackName = profile, IsPreview = false });
        Assert.NotEmpty(resources);
        return (settings, recorder, resources);
    }

    private sealed record Registered(string Type, string Name, ResourceArgs Args, ResourceOptions Options)
    {
        public Registered(ResourceTransformationArgs registered)
            : this(registered.Resource.GetResourceType(), registered.Resource.GetResourceName(), registered.Args, registered.Options)
        {
        }
    }

    private sealed class OneStack(StackSettings settings, StackOptions options) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ProvisioningStack) ? new ProvisioningStack(settings, options) : null;
    }
}
