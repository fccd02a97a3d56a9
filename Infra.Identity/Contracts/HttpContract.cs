namespace Infra.Identity.Contracts;

/// <summary>Routes of the provisioning API.</summary>
public static class Routes
{
    /// <summary>A certificate from the region's ACM Private CA.</summary>
    public const string New = "/new";

    /// <summary>A certificate from AWS IoT Core.</summary>
    public const string Proto = "/proto";

    /// <summary>A five-minute claim for a device, for trusted users who sign their requests with AWS credentials.</summary>
    public const string Claim = "/claim";

    /// <summary>Liveness, for load balancers and Route 53 health checks.</summary>
    public const string Health = "/health";
}

/// <summary>Request headers of the provisioning API.</summary>
public static class HeaderNames
{
    /// <summary>Base64, unwrapped, of the PEM or of the DER of the device's CSR.</summary>
    public const string DeviceCsr = "device-csr";
}

/// <summary>Properties of the JSON object that asks <see cref="Routes.Claim"/>.</summary>
public static class ClaimRequestProperties
{
    /// <summary>The device that the claim is for.</summary>
    public const string DeviceId = "deviceId";
}

/// <summary>Keys of the context that the authorizer hands to the issuer.</summary>
public static class AuthorizerContextKeys
{
    /// <summary>The device's id, as read from the CSR's subject and found in the table.</summary>
    public const string DeviceId = "deviceId";

    /// <summary>SHA-256 over the CSR's DER, lower-case hex. The issuer refuses a request whose own digest differs.</summary>
    public const string CsrSha256 = "csrSha256";

    /// <summary>SHA-256 over the SubjectPublicKeyInfo, lower-case hex.</summary>
    public const string SpkiSha256 = "spkiSha256";
}
