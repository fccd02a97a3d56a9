namespace Infra.Pki;

/// <summary>OIDs that neither the base class library nor BouncyCastle name in both of its versions.</summary>
internal static class CertificateExtensionOids
{
    /// <summary>id-pkix-ocsp-nocheck, RFC 6960 4.2.2.2.1.</summary>
    public const string OcspNoCheck = "1.3.6.1.5.5.7.48.1.5";

    /// <summary>id-ce-nameConstraints, RFC 5280 4.2.1.10.</summary>
    public const string NameConstraints = "2.5.29.30";

    /// <summary>id-ad-ocsp, RFC 5280 4.2.2.1.</summary>
    public const string AccessOcsp = "1.3.6.1.5.5.7.48.1";

    /// <summary>id-ad-caIssuers, RFC 5280 4.2.2.1.</summary>
    public const string AccessIssuers = "1.3.6.1.5.5.7.48.2";
}
