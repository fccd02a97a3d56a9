using Infra.Lambdas.Issuing;

namespace Infra.Lambdas.ClaimVendor;

/// <summary>The problems that a trusted user's application can meet.</summary>
internal static class ClaimProblems
{
    public static Problem CallerUnknown { get; } =
        new(403, "caller_unknown", "the request carries no authenticated caller; sign it with AWS credentials (Signature Version 4), or send an access token of the user pool, as this API asks");

    public static Problem RequestInvalid { get; } =
        new(400, "request_invalid", "the body names no device; send {\"deviceId\": \"…\"} with 1 to 64 of A-Z a-z 0-9 : _ -");

    public static Problem DeviceRefused { get; } =
        new(403, "device_refused", "no claim is made for this device; ask the operator whether it is registered and ready");

    public static Problem Throttled { get; } =
        new(429, "throttled", "too many claims are being made; try again later") { RetryAfterSeconds = 5 };

    public static Problem Unavailable { get; } =
        new(503, "claims_unavailable", "no claim can be made at the moment; try again later, and name the instance if it persists") { RetryAfterSeconds = 15 };

    public static IReadOnlyList<Problem> All { get; } = [CallerUnknown, RequestInvalid, DeviceRefused, Throttled, Unavailable];
}
