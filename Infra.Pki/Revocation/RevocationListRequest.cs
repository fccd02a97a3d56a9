using System.Collections.Immutable;
using System.Numerics;

namespace Infra.Pki.Revocation;

/// <summary>What a revocation list says: everything that its issuer does not decide.</summary>
public sealed record RevocationListRequest
{
    /// <summary>Greater than that of every earlier list of the same issuer (RFC 5280 5.2.3).</summary>
    public required BigInteger Number { get; init; }

    /// <summary>From thisUpdate to nextUpdate: by its end the next list must be out.</summary>
    public required ValidityPeriod Validity { get; init; }

    public required ImmutableArray<RevokedCertificate> Revoked { get; init; }
}
