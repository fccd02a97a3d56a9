using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Identity.Capacity;

namespace Infra.Tools.Planning;

/// <summary>The quotas by the names that settings and options give them.</summary>
internal static class QuotaNames
{
    public static ImmutableArray<string> All { get; } =
        [.. typeof(ServiceQuotas).GetProperties().Select(quota => JsonNamingPolicy.CamelCase.ConvertName(quota.Name))];

    /// <summary>AWS's own quotas, but for those that are named.</summary>
    public static ServiceQuotas With(IReadOnlyDictionary<string, int> raised) =>
        new JsonObject(raised.Select(quota => KeyValuePair.Create(quota.Key, (JsonNode?)quota.Value))).Deserialize<ServiceQuotas>(JsonSerializerOptions.Web)!;
}
