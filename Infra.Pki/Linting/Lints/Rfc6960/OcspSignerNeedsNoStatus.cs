using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc6960;

/// <summary>Without it a client that asks for every certificate's status asks the responder about itself, and never ends.</summary>
internal sealed class OcspSignerNeedsNoStatus : ICertificateLint
{
    private static readonly DerObjectIdentifier NoCheck = new(CertificateExtensionOids.OcspNoCheck);

    public string Rule => "an OCSP signer bears id-pkix-ocsp-nocheck, is no authority, and nothing else bears it";

    public string Citation => "RFC 6960 4.2.2.2 and 4.2.2.2.1";

    public string? Check(LintSubject certificate)
    {
        var signsStatus = certificate.Value(X509Extensions.ExtendedKeyUsage) is Asn1Sequence purposes
            && purposes.OfType<DerObjectIdentifier>().Any(purpose => purpose.Id == ExtendedKeyUsages.OcspSigning);
        return (signsStatus, certificate.Extension(NoCheck) is not null) switch
        {
            (true, _) when certificate.IsAuthority => "an OCSP signer must not be an authority",
            (true, false) => "an OCSP signer lacks id-pkix-ocsp-nocheck",
            (false, true) => "id-pkix-ocsp-nocheck stands in a certificate that signs no OCSP answers",
            _ => null,
        };
    }
}
