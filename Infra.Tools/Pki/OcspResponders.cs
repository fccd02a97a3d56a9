using Infra.Pki;
using Infra.Pki.Ocsp;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tools.Pki;

/// <summary>
/// The responder of the signer that is in the authority's folder now: <c>pki ocsp-signer</c> may put another there while questions are answered. The
/// certificate is looked at, and it is written last; a pair that cannot be used leaves the signer that can.
/// </summary>
internal sealed class OcspResponders : IDisposable
{
    private readonly AuthorityFolder _authority;
    private readonly TimeSpan _life;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();

    // All of them until the end: an answer may be under way with the one before.
    private readonly List<OcspResponder> _opened = [];
    private string _certificatePem;

    /// <param name="authority">Whose certificates are asked about.</param>
    /// <param name="life">How long an answer may be kept.</param>
    /// <param name="clock">Dates the answers.</param>
    /// <exception cref="ToolException">There is no signer, it has ended, or key and certificate are of two.</exception>
    public OcspResponders(AuthorityFolder authority, TimeSpan life, TimeProvider clock)
    {
        (_authority, _life, _clock) = (authority, life, clock);
        _certificatePem = CertificatePem() ?? throw new ToolException(
            ExitCodes.File, "no-ocsp-signer", $"'{authority.PathOf(AuthorityFolder.OcspCertificateName)}' is not there, so nobody can sign answers", Renewal + " --common-name NAME");
        var first = Open(_certificatePem);
        _opened.Add(first);
        if (clock.GetUtcNow() > first.NotAfter)
        {
            first.Dispose();
            throw new ToolException(ExitCodes.Refused, "ocsp-signer-ended", $"the OCSP signer's certificate ended at {first.NotAfter:u}, so nobody would believe its answers", Renewal);
        }
    }

    public OcspResponder Current
    {
        get
        {
            lock (_gate)
            {
                if (CertificatePem() is { } pem && pem != _certificatePem)
                {
                    _certificatePem = pem;
                    TakeUp(pem);
                }

                return _opened[^1];
            }
        }
    }

    public void Dispose() => _opened.ForEach(responder => responder.Dispose());

    private string Renewal => $"provision pki ocsp-signer --authority {_authority.PathOf("").TrimEnd(Path.DirectorySeparatorChar)}";

    private string? CertificatePem() =>
        File.Exists(_authority.PathOf(AuthorityFolder.OcspCertificateName)) ? ToolFiles.Read(_authority.PathOf(AuthorityFolder.OcspCertificateName), TextReader.Null) : null;

    private void TakeUp(string certificatePem)
    {
        try
        {
            _opened.Add(Open(certificatePem));
        }
        catch (Exception e) when (e is ToolException or PkiException)
        {
            // The signer in use still holds; whoever starts a responder on this pair is told.
        }
    }

    private OcspResponder Open(string certificatePem)
    {
        var key = SigningKey.FromPem(ToolFiles.ReadKey(_authority.PathOf(AuthorityFolder.OcspKeyName)));
        try
        {
            return new OcspResponder(Infra.Pki.Pem.Certificates(_authority.CertificatePem)[0], Infra.Pki.Pem.Certificates(certificatePem)[0], key, _life, _clock);
        }
        catch (PkiException refusal) when (refusal.Code == PkiErrors.KeyMismatch)
        {
            key.Dispose();
            throw new ToolException(ExitCodes.Refused, PkiErrors.KeyMismatch, "key and certificate of the OCSP signer are of two signers; its renewal was cut short, or a file was brought back", Renewal);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
