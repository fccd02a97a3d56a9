using System.Collections.Immutable;
using Infra.Identity;

namespace Infra.Lambdas.Ports;

/// <summary>
/// What each device has been given, one account per device: the place where two requests of one device meet, whatever CSRs they carry.
/// Bodies: DynamoDB with conditional writes; memory, for tests.
/// </summary>
internal interface IDeviceAccounts
{
    /// <summary>The account as of the last write; an empty one if there is none.</summary>
    Task<DeviceAccount> ReadAsync(DeviceId device, CancellationToken cancellationToken);

    /// <summary>Writes an account that was read before. False: it was written in between, and nothing is changed.</summary>
    Task<bool> WriteAsync(DeviceAccount account, CancellationToken cancellationToken);
}

/// <summary>One device's certificates that have not ended, and those that are being made.</summary>
/// <param name="Device">Whose account it is.</param>
/// <param name="Version">How often it has been written; 0: never.</param>
internal sealed record DeviceAccount(DeviceId Device, long Version)
{
    /// <summary>When a new certificate was last allowed.</summary>
    public DateTimeOffset? LastAllowedAt { get; init; }

    /// <summary>What counts, by the digest of its CSR.</summary>
    public ImmutableSortedDictionary<string, CountedCertificate> Certificates { get; init; } =
        ImmutableSortedDictionary.Create<string, CountedCertificate>(StringComparer.Ordinal);

    /// <summary>When the account has served its purpose.</summary>
    public DateTimeOffset? ExpiresAt => Certificates.IsEmpty ? LastAllowedAt + IssuanceRecord.KeepUnfinished : Certificates.Values.Max(certificate => certificate.Ends);

    /// <summary>The account with one certificate more, or another state of one.</summary>
    public DeviceAccount With(Sha256Digest csr, CountedCertificate certificate) => this with { Certificates = Certificates.SetItem(csr.ToString(), certificate) };
}

/// <summary>One certificate in an account.</summary>
/// <param name="AllowedAt">When it was allowed.</param>
/// <param name="Ends">When it ends; before it is known to exist, when it is given up.</param>
/// <param name="CertificateId">Its id in AWS IoT, from when it exists.</param>
internal sealed record CountedCertificate(DateTimeOffset AllowedAt, DateTimeOffset Ends, string? CertificateId = null);
