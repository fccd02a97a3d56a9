using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Tools.Devices.Manifests;

/// <summary>
/// The certificates of those who may sign a manifest's entries, as a person fetched them from the vendor. An entry names its signer by the certificate's
/// SHA-256 (<c>x5t#S256</c>) or its subject key identifier (<c>kid</c>). That a certificate has expired is no matter: what it signed in its time stays signed.
/// </summary>
internal sealed class ManifestSigners(ImmutableArray<X509Certificate2> certificates) : IDisposable
{
    private readonly ImmutableArray<Signer> _signers = [.. certificates.Select(certificate => new Signer(certificate, ThumbprintOf(certificate), KeyIdOf(certificate)))];

    /// <summary>Why the entry is not believed; null: one of the signers signed it.</summary>
    public Reject? Refuse(ManifestEntry entry, JsonWebSignature signed)
    {
        var signer = _signers.FirstOrDefault(candidate => candidate.IsNamedBy(signed));
        if (signer is null)
        {
            return Reject.Of(entry, RejectCodes.SignerUnknown,
                $"the entry is signed by the certificate with x5t#S256 '{Reject.Shown(signed.CertificateSha256) ?? "none"}', kid '{Reject.Shown(signed.KeyId) ?? "none"}', which no --manifest-signer is");
        }

        // A key of its own for each check: keys are not for several threads at once.
        using AsymmetricAlgorithm? key = signer.Certificate.GetECDsaPublicKey() ?? (AsymmetricAlgorithm?)signer.Certificate.GetRSAPublicKey();
        return key is not null && signed.IsSignedBy(key)
            ? null
            : Reject.Of(entry, RejectCodes.SignatureInvalid, $"the signature does not hold under '{Reject.Shown(signer.Certificate.Subject)}' with {Reject.Shown(signed.Algorithm)}: the entry was changed, or signed by another");
    }

    public void Dispose()
    {
        foreach (var signer in _signers) { signer.Certificate.Dispose(); }
    }

    private static string ThumbprintOf(X509Certificate2 certificate) => Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));

    private static string? KeyIdOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier ? Base64Url.EncodeToString(identifier.SubjectKeyIdentifierBytes.Span) : null;

    private sealed record Signer(X509Certificate2 Certificate, string Thumbprint, string? KeyId)
    {
        /// <summary>Every name that the header gives must fit, and it must give one.</summary>
        public bool IsNamedBy(JsonWebSignature signed) =>
            (signed.CertificateSha256 is not null || signed.KeyId is not null)
            && (signed.CertificateSha256 is null || signed.CertificateSha256 == Thumbprint)
            && (signed.KeyId is null || signed.KeyId == KeyId);
    }
}
