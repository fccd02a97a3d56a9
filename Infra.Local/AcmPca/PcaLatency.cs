namespace Infra.Local.AcmPca;

/// <summary>How long ACM PCA takes.</summary>
/// <param name="Creation">From CreateCertificateAuthority until the CSR is there.</param>
/// <param name="Issuance">From IssueCertificate until GetCertificate answers with the certificate.</param>
internal sealed record PcaLatency(TimeSpan Creation, TimeSpan Issuance)
{
    /// <summary>Enough that both in-progress answers are met in every run, too little to notice.</summary>
    public static PcaLatency Short { get; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));

    public static PcaLatency None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);
}
