namespace Infra.Pki;

/// <summary>A certificate operation that was refused, with a code that stays the same when the words change.</summary>
public sealed class PkiException : Exception
{
    public PkiException(string code, string message, Exception? cause = null) : base(message, cause) => Code = code;

    /// <summary>One of <see cref="PkiErrors"/>.</summary>
    public string Code { get; }
}

/// <summary>Stable codes of <see cref="PkiException"/>.</summary>
public static class PkiErrors
{
    /// <summary>Text that should hold a certificate, request or key in PEM does not.</summary>
    public const string MalformedPem = "pki-malformed-pem";

    /// <summary>The certification request cannot be read, or its signature was not made by the key inside it.</summary>
    public const string RequestRefused = "pki-request-refused";

    /// <summary>The key is of an algorithm or size that no authority here uses.</summary>
    public const string KeyNotSupported = "pki-key-not-supported";

    /// <summary>The private key is encrypted, and no passphrase, or another, was given.</summary>
    public const string KeyLocked = "pki-key-locked";

    /// <summary>Private key and certificate do not belong together.</summary>
    public const string KeyMismatch = "pki-key-mismatch";

    /// <summary>The certificates do not form a valid chain to the root at the end.</summary>
    public const string ChainBroken = "pki-chain-broken";

    /// <summary>The certificate is not one of a certificate authority.</summary>
    public const string NotAnAuthority = "pki-not-an-authority";

    /// <summary>The authority's own certificate is expired or not yet valid.</summary>
    public const string AuthorityNotValid = "pki-authority-not-valid";

    /// <summary>Start and end of a validity period make no sense.</summary>
    public const string ValidityNotPossible = "pki-validity-not-possible";

    /// <summary>The certificate would break a rule; it was never signed.</summary>
    public const string LintFailed = "pki-lint-failed";

    /// <summary>A revocation list or OCSP answer could not be made of what was given.</summary>
    public const string RevocationRefused = "pki-revocation-refused";

    /// <summary>A prepared certificate was presented a second time, or to another authority.</summary>
    public const string NotIssuable = "pki-not-issuable";
}
