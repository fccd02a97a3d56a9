using System.Text.Json;
using Infra.Local.Cloud;

namespace Infra.Local.Run;

/// <summary>Writes what was deployed for a policy reviewer: each role's trust and permissions, each IoT policy, one file apiece.</summary>
internal static class DeployedPolicies
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(RunFolder folder, RegionDeployment region)
    {
        foreach (var resource in region.Resources)
        {
            var document = resource.Type switch
            {
                "aws:iam/role:Role" => resource.Text("assumeRolePolicy"),
                "aws:iam/rolePolicy:RolePolicy" or "aws:iot/policy:Policy" => resource.Text("policy"),
                _ => null,
            };
            if (document is null) { continue; }
            var kind = resource.Type switch { "aws:iam/role:Role" => "-trust", "aws:iot/policy:Policy" => "-iot", _ => "" };
            using var parsed = JsonDocument.Parse(document);
            folder.Write($"policies/{region.Region}/{resource.Name}{kind}.json", JsonSerializer.Serialize(parsed, Readable) + "\n");
        }
    }
}
