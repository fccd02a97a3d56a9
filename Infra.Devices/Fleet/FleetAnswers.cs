using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Infra.Devices.Fleet;

/// <summary>What AWS IoT answers to a request of fleet provisioning: the one or the other.</summary>
/// <param name="Accepted">What came on <c>{topic}/accepted</c>.</param>
/// <param name="Rejected">What came on <c>{topic}/rejected</c>.</param>
public sealed record FleetAnswer<T>(T? Accepted, FleetRejection? Rejected)
    where T : class;

/// <summary>A certificate that was made and is not yet anybody's: PENDING_ACTIVATION, and gone within the hour unless it is registered.</summary>
// A class, not a record: a record's ToString would print the token.
public sealed class FleetCertificate
{
    /// <summary>SHA-256 of the certificate, 64 hex digits.</summary>
    public required string CertificateId { get; init; }

    public required string CertificatePem { get; init; }

    /// <summary>Whoever has it may have the certificate registered. It stays in this process: no log, no file.</summary>
    [JsonInclude, JsonRequired]
    internal string CertificateOwnershipToken { get; init; } = "";

    /// <summary>The key, where AWS IoT made it; null where the device kept its own.</summary>
    [JsonInclude]
    internal string? PrivateKey { get; init; }
}

/// <summary>What the template made of the device.</summary>
/// <param name="ThingName">The thing, whose name is the MQTT client id from now on.</param>
/// <param name="DeviceConfiguration">What the template tells the device; null where it tells nothing.</param>
public sealed record FleetThing([property: JsonRequired] string ThingName, JsonObject? DeviceConfiguration);

/// <summary>A no, in the service's words.</summary>
/// <param name="StatusCode">As in HTTP.</param>
/// <param name="ErrorCode">Such as InvalidCertificateOwnershipToken or AccessDenied.</param>
/// <param name="ErrorMessage">For people.</param>
public sealed record FleetRejection(int StatusCode, string? ErrorCode, string? ErrorMessage)
{
    /// <summary>Whether the same request may be granted later: throttling, or a fault of the service.</summary>
    [JsonIgnore]
    public bool IsPassing => StatusCode is 429 or >= 500;

    /// <summary>The token's hour is over, or it was spent by a request whose answer was lost: only another certificate helps.</summary>
    [JsonIgnore]
    public bool IsOfTheToken => ErrorCode == "InvalidCertificateOwnershipToken";
}

internal sealed record SigningRequest(string CertificateSigningRequest);

internal sealed record Registration(string CertificateOwnershipToken, IReadOnlyDictionary<string, string> Parameters);

[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(SigningRequest))]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(FleetCertificate))]
[JsonSerializable(typeof(FleetThing))]
[JsonSerializable(typeof(FleetRejection))]
[JsonSerializable(typeof(FleetProgress))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class FleetJson : JsonSerializerContext;
