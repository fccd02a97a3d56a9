using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.Interpretation;
using Infra.Local.Iot.Registry;
using Infra.Local.Review;

namespace Infra.Local.Proof;

/// <summary>Every permission of a region's deployed role policies and IoT policies.</summary>
internal static class DeployedPermissions
{
    public static IEnumerable<Permission> Of(RegionDeployment region, LocalCloud cloud) => region.Resources.SelectMany(resource => resource.Type switch
    {
        AwsTypes.RolePolicy => OfRole(cloud.Iam.Get(resource.Text("role")!), resource),
        AwsTypes.IotPolicy => OfIotPolicy(cloud.Iot.Region(region.Region).Policies, resource),
        _ => [],
    });

    private static IEnumerable<Permission> OfRole(DeployedRole role, MadeResource policy)
    {
        var (name, document) = (policy.Text("name")!, policy.Text("policy")!);
        return PolicyPart.Of(document).Select(part => new Permission(role.Name, role.Arn, part, () =>
        {
            var whole = role.Policies[name];
            role.Policies[name] = PolicyDocument.Parse(part.RemovedFrom(document));
            return new GivenBack(() => role.Policies[name] = whole);
        }));
    }

    private static IEnumerable<Permission> OfIotPolicy(PolicyStore policies, MadeResource policy)
    {
        var (name, document) = (policy.Text("name")!, policy.Text("policy")!);
        return PolicyPart.Of(document).Select(part => new Permission(name, policies.ArnOf(name), part, () =>
        {
            var whole = policies.Get(name).DefaultVersionId;
            var reduced = policies.AddVersion(name, part.RemovedFrom(document), setAsDefault: true);
            return new GivenBack(() =>
            {
                policies.SetDefault(name, whole);
                policies.DeleteVersion(name, reduced.Id);
            });
        }));
    }

    private sealed class GivenBack(Action give) : IDisposable
    {
        public void Dispose() => give();
    }
}
