using System.Security.Cryptography;
using Infra.Identity.Keys;

namespace Infra.Identity.Requests;

/// <summary>What <see cref="CsrVerifier"/> finds: an accepted CSR, or the first reason to refuse it.</summary>
public abstract record CsrVerdict
{
    private CsrVerdict()
    {
    }

    /// <summary>The CSR keeps every rule. Whose key it is remains to be looked up.</summary>
    /// <param name="Device">The device that the subject names.</param>
    /// <param name="Key">The key whose possession the CSR proves.</param>
    /// <param name="Der">The CSR itself, in the one of its forms that only its signer can change.</param>
    /// <param name="ChallengePassword">The signed freshness value, if one rides along.</param>
    public sealed record Accepted(DeviceId Device, DeviceKey Key, ReadOnlyMemory<byte> Der, string? ChallengePassword) : CsrVerdict
    {
        /// <summary>SHA-256 over the CSR's DER: what authorizer and issuer must agree on.</summary>
        public Sha256Digest Sha256 { get; } = Sha256Digest.Of(Der.Span);

        /// <summary>The CSR as PEM, made anew from the DER: nothing that was not verified is passed on.</summary>
        public string ToPem() => PemEncoding.WriteString(PemLabels.CertificateRequest, Der.Span) + "\n";
    }

    /// <summary>The CSR breaks a rule.</summary>
    /// <param name="Reason">The first rule broken.</param>
    public sealed record Refused(CsrRefusal Reason) : CsrVerdict;
}
