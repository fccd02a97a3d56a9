using Infra.Local.Iot.Policies;

namespace Infra.Local.Iot.Fleet;

/// <summary>
/// What a temporary claim may do. AWS documents no policy for it (CreateProvisioningClaim takes none), so this is the policy that AWS documents
/// for provisioning by claim, held to the claim's own template.
/// </summary>
internal static class ClaimPolicy
{
    public static IotPolicyDocument For(IotRegion region, string templateName)
    {
        string[] families = ["$aws/certificates/create/*", "$aws/certificates/create-from-csr/*", $"$aws/provisioning-templates/{templateName}/provision/*"];
        return new(HasVariables: false,
        [
            Allow([IotActions.Connect], [region.Arn("client/*")]),
            Allow([IotActions.Publish, IotActions.Receive], families.Select(family => region.Arn($"topic/{family}"))),
            Allow([IotActions.Subscribe], families.Select(family => region.Arn($"topicfilter/{family}"))),
        ]);
    }

    private static IotStatement Allow(IEnumerable<string> actions, IEnumerable<string> resources) =>
        new(IsDeny: false, [.. actions], [], [.. resources], [], []);
}
