using System.Text.Json;
using System.Text.Json.Serialization;

namespace Infra.Lambdas.ClaimVendor;

/// <summary>For which device a claim is wanted.</summary>
internal sealed record ClaimRequest(string? DeviceId);

/// <summary>200: the claim, what it is for, where to connect with it, until when.</summary>
internal sealed class ClaimAnswer
{
    public required string TemplateName { get; init; }

    public required string CertificateId { get; init; }

    public required string Certificate { get; init; }

    public required string PrivateKey { get; init; }

    public required string Endpoint { get; init; }

    public required DateTime ExpiresAt { get; init; }
}

/// <summary>The formats of the claim route.</summary>
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ClaimAnswer))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class ClaimJson : JsonSerializerContext;
