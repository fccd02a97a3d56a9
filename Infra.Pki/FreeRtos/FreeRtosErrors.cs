namespace Infra.Pki.FreeRtos;

/// <summary>Stable codes of what is refused about lab boards, their logs and their headers.</summary>
public static class FreeRtosErrors
{
    /// <summary>The log never says <c>Device public key, N bytes:</c>.</summary>
    public const string ConsoleKeyMissing = "console-key-missing";

    /// <summary>Fewer bytes follow than the log announces.</summary>
    public const string ConsoleKeyIncomplete = "console-key-incomplete";

    /// <summary>The bytes are there, but are no public key: the log is damaged.</summary>
    public const string ConsoleKeyDamaged = "console-key-damaged";

    /// <summary>A key, but not one that the boards' firmware exports.</summary>
    public const string ConsoleKeyNotP256 = "console-key-not-p256";

    /// <summary>The log holds several keys that differ.</summary>
    public const string ConsoleKeysDiffer = "console-keys-differ";

    /// <summary>The request was signed by a key that is not on the list of officers.</summary>
    public const string OfficerUnknown = "officer-unknown";

    /// <summary>The list of officers cannot be read, or is empty.</summary>
    public const string OfficerListMalformed = "officer-list-malformed";

    /// <summary>The officer signed for another device key.</summary>
    public const string OfficerSignedForAnotherKey = "officer-signed-for-another-key";

    /// <summary>The officer's request names no device key, and was asked to.</summary>
    public const string RequestNamesNoKey = "request-names-no-key";

    /// <summary>The officer signed too long ago, in the future, or does not say when.</summary>
    public const string RequestNotFresh = "request-not-fresh";

    /// <summary>The subject is no device id.</summary>
    public const string SubjectNotADevice = "subject-not-a-device";

    /// <summary>The certificate is not for the key that the board holds.</summary>
    public const string CertificateOfAnotherKey = "certificate-of-another-key";

    /// <summary>The CA certificate for the header is not the direct issuer of the client certificate.</summary>
    public const string NotTheIssuer = "not-the-issuer";

    /// <summary>A private key of a kind that the firmware cannot import.</summary>
    public const string KeyNotImportable = "key-not-importable";

    /// <summary>A header that cannot be read back.</summary>
    public const string HeaderMalformed = "header-malformed";

    /// <summary>A setting that the firmware, the radio or C cannot take.</summary>
    public const string SettingNotPossible = "setting-not-possible";
}
