using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tools.Pki.Ceremonies;

/// <summary>A ceremony's file, read and found sound: an offline root and one product intermediate below it.</summary>
internal sealed record Ceremony(AuthorityPlan Root, AuthorityPlan Intermediate);

/// <summary>One authority to make.</summary>
internal sealed record AuthorityPlan
{
    public required X500DistinguishedName Subject { get; init; }

    public required KeyAlgorithm Key { get; init; }

    public required int Days { get; init; }

    /// <summary>How many authorities may follow below; null: any number.</summary>
    public int? PathLength { get; init; }

    public NameConstraints? NameConstraints { get; init; }

    public required AuthoritySettings Settings { get; init; }

    public OcspSignerPlan? OcspSigner { get; init; }
}

/// <summary>The certificate that signs an authority's OCSP answers in its stead.</summary>
internal sealed record OcspSignerPlan(X500DistinguishedName Subject, KeyAlgorithm Key, int Days);
