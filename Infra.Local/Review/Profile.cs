using System.Collections.Immutable;
using Infra.Components;
using Infra.Local.Run;

namespace Infra.Local.Review;

/// <summary>A stack file whose graph and policies are committed for review.</summary>
/// <param name="Name">The folder of its policies.</param>
/// <param name="File">The stack file.</param>
internal sealed record Profile(string Name, string File)
{
    /// <summary>All of them: the stack that people copy, and those in <c>profiles/</c>.</summary>
    public static ImmutableArray<Profile> All { get; } =
    [
        new("dev", "Pulumi.dev.yaml"),
        new("prototyping", "profiles/prototyping.yaml"),
        new("multi-region-prototyping", "profiles/multi-region-prototyping.yaml"),
        new("single-region", "profiles/single-region.yaml"),
        new("multi-region", "profiles/multi-region.yaml"),
        new("field", "profiles/field.yaml"),
        new("field-app", "profiles/field-app.yaml"),
    ];

    public static Profile Named(string name) => All.Single(profile => profile.Name == name);

    /// <summary>
    /// The file's settings with what its comments ask for: the parent's chain and key, or the PKI admin's answer. Of both a review shows
    /// nothing, so that it renders the same each time.
    /// </summary>
    public async Task<StackSettings> SettingsAsync()
    {
        var values = StackFile.Values(File).ToArray();
        if (!values.Contains(("device-provisioning:parent", "software")))
        {
            return With(await StackConfiguration.ReadAsync(values), new Parent.Offline(new SignedAuthority("mock certificate", "mock chain")));
        }
        using var authorities = new RunAuthorities("review", TimeProvider.System);
        var settings = await StackConfiguration.ReadAsync([.. values, ("parentChain", authorities.Product.ChainPem), ("parentPrivateKey", "key")]);
        return With(settings, new Parent.Software("mock parent chain", "mock parent key"));
    }

    private static StackSettings With(StackSettings settings, Parent parent) => settings with { Authority = settings.Authority with { Parent = parent } };
}
