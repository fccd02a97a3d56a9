using Infra.Pki;
using Infra.Pki.Ocsp;

namespace Infra.Local.AcmPca;

/// <summary>Signs the OCSP answers about one CA's certificates as AWS does: not with the CA's key, but with that of a signer which the CA has issued.</summary>
internal sealed class PcaOcsp(SoftwareAuthority authority, TimeProvider clock) : IDisposable
{
    /// <summary>How long an answer may be kept. What is revoked is known here at once; in AWS within an hour.</summary>
    private static readonly TimeSpan AnswerLife = TimeSpan.FromHours(1);

    // Nobody can learn that a signer is revoked (id-pkix-ocsp-nocheck), so none lives long.
    private static readonly TimeSpan SignerLife = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private OcspResponder? responder;
    private DateTimeOffset signerEnds;

    /// <summary>DER of the answer to a DER request.</summary>
    /// <exception cref="PkiException">The CA's own certificate does not hold now.</exception>
    public byte[] Answer(ReadOnlyMemory<byte> request, Func<string, CertificateStatus> statusOf)
    {
        lock (gate) { return Responder().Answer(request, statusOf); }
    }

    public void Dispose()
    {
        lock (gate) { responder?.Dispose(); }
    }

    private OcspResponder Responder()
    {
        if (responder is not null && clock.GetUtcNow() + AnswerLife < signerEnds) { return responder; }
        var period = ValidityPeriod.FromNow(clock, SignerLife).CappedAt(authority.NotAfter);
        var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        var signer = authority.SignRequest(CertificationRequests.Create(key, DistinguishedNames.WithCommonName(authority.Subject, "OCSP")), CertificateProfile.OcspSigner, period);
        responder?.Dispose();
        responder = new(Pem.Certificates(authority.CertificatePem)[0], Pem.Certificates(signer.CertificatePem)[0], key, AnswerLife, clock);
        signerEnds = period.NotAfter;
        return responder;
    }
}
