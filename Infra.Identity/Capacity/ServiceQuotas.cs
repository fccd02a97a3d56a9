namespace Infra.Identity.Capacity;

/// <summary>
/// Quotas of one account in one region, as declared: AWS's defaults unless a raised one is named. All can be raised (Service Quotas), but for
/// <see cref="RegisterThing"/> where AWS publishes no default for the MQTT operation.
/// </summary>
public sealed record ServiceQuotas
{
    /// <summary>ACM PCA, IssueCertificate per second. Default: 25 (L-CAFB4993).</summary>
    public int IssueCertificate { get; init; } = 25;

    /// <summary>ACM PCA, GetCertificate per second. Default: 75 (L-1725E639).</summary>
    public int GetCertificate { get; init; } = 75;

    /// <summary>ACM PCA, certificates that one CA issues in all its life. Default: 1,000,000.</summary>
    public int CertificatesPerAuthority { get; init; } = 1_000_000;

    /// <summary>AWS IoT, RegisterThing per second; each JITP run makes one. Default: 10.</summary>
    public int RegisterThing { get; init; } = 10;

    /// <summary>AWS IoT, RegisterCertificate per second. Default: 10.</summary>
    public int RegisterCertificate { get; init; } = 10;

    /// <summary>AWS IoT, CreateCertificateFromCsr per second. Default: 15.</summary>
    public int CreateCertificateFromCsr { get; init; } = 15;

    /// <summary>AWS IoT, AttachPolicy per second. Default: 15.</summary>
    public int AttachPolicy { get; init; } = 15;

    /// <summary>AWS IoT, CreateThing and AttachThingPrincipal per second, each. Default: 100.</summary>
    public int CreateThing { get; init; } = 100;
}
