using System.Text.Json.Serialization;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>A Lambda authorizer's answer.</summary>
public class APIGatewayCustomAuthorizerResponse
{
    [JsonPropertyName("principalId")] public string PrincipalID { get; set; }
    [JsonPropertyName("policyDocument")] public APIGatewayCustomAuthorizerPolicy PolicyDocument { get; set; } = new();
    [JsonPropertyName("context")] public APIGatewayCustomAuthorizerContextOutput Context { get; set; }
    [JsonPropertyName("usageIdentifierKey")] public string UsageIdentifierKey { get; set; }
}

/// <summary>What the caller may invoke.</summary>
public class APIGatewayCustomAuthorizerPolicy
{
    [JsonPropertyName("Version")] public string Version { get; set; } = "2012-10-17";
    [JsonPropertyName("Statement")] public List<IAMPolicyStatement> Statement { get; set; } = [];

    /// <summary>One statement.</summary>
    public class IAMPolicyStatement
    {
        [JsonPropertyName("Effect")] public string Effect { get; set; } = "Allow";
        [JsonPropertyName("Action")] public HashSet<string> Action { get; set; }
        [JsonPropertyName("Resource")] public HashSet<string> Resource { get; set; }
    }
}
