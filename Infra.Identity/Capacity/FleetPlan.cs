using Infra.Identity.Contracts;

namespace Infra.Identity.Capacity;

/// <summary>What one region is to provision.</summary>
public sealed record FleetPlan
{
    /// <summary>The share of a certificate's life after which its device asks for the next.</summary>
    public const double RenewedAfter = 0.5;

    /// <summary>Devices that come to this region.</summary>
    public required int FleetSize { get; init; }

    /// <summary>Hours in which all of them come for the first time. Default: 24.</summary>
    public double RampHours { get; init; } = 24;

    /// <summary>Whether the region's CA issues, rather than AWS IoT Core. Default: yes.</summary>
    public bool FromAcmPca { get; init; } = true;

    /// <summary>How certificates of the region's CA become known to AWS IoT, one of <see cref="RegistrationModes"/>. Default: jitp.</summary>
    public string Registration { get; init; } = RegistrationModes.Jitp;

    /// <summary>What the CA issues. Default: ordinary certificates.</summary>
    public AuthorityUsage Usage { get; init; } = AuthorityUsage.GeneralPurpose;

    /// <summary>Life of a device's certificate. Default: 365 days.</summary>
    public int DeviceValidityDays { get; init; } = 365;

    /// <summary>Life of the CA's certificate. Default: 1,825 days.</summary>
    public int AuthorityValidityDays { get; init; } = 1825;

    /// <summary>Requests per second that the API lets through. Default: 25.</summary>
    public int RequestsPerSecond { get; init; } = 25;
}
