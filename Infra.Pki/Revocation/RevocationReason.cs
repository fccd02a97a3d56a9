namespace Infra.Pki.Revocation;

/// <summary>Why a certificate is revoked: CRLReason of RFC 5280 5.3.1, with its numbers. 7 is not used there.</summary>
public enum RevocationReason
{
    Unspecified = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,

    /// <summary>The only one that can be taken back.</summary>
    CertificateHold = 6,

    /// <summary>In delta lists only; none is made here.</summary>
    RemoveFromCrl = 8,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
}
