namespace Infra.Tools.Boards;

/// <summary>Stable codes of what a board can answer, or fail to.</summary>
internal static class BoardErrors
{
    /// <summary>Nothing came, or not in time.</summary>
    public const string Silent = "board-silent";

    /// <summary>Bytes came, but no console's.</summary>
    public const string Unintelligible = "board-unintelligible";

    /// <summary>The line broke off.</summary>
    public const string Gone = "board-gone";

    /// <summary>The board's own error.</summary>
    public const string Refused = "board-refused";

    /// <summary>No error, but not what the command should bring either.</summary>
    public const string AnswerUnexpected = "board-answer-unexpected";

    /// <summary>A key is there, and would be lost.</summary>
    public const string HasKey = "board-has-key";

    /// <summary>No key is there to keep.</summary>
    public const string HasNoKey = "board-has-no-key";

    /// <summary>A certificate is there, and would be lost.</summary>
    public const string HasCertificate = "board-has-certificate";

    /// <summary>The board has another thing's name.</summary>
    public const string NamedOtherwise = "board-named-otherwise";

    /// <summary>The key is of a kind, or of a size, that devices may not have.</summary>
    public const string KeyRefused = "device-key-refused";

    /// <summary>The board's request or self-signed certificate is not for its own key and name.</summary>
    public const string RequestRefused = "board-request-refused";

    /// <summary>What the board stored is not what it was sent.</summary>
    public const string StoredOtherwise = "board-stored-otherwise";

    /// <summary>A value that the board's command line cannot carry.</summary>
    public const string SettingNotPossible = "setting-not-possible";

    /// <summary>The certificate is larger than the firmware's buffer.</summary>
    public const string CertificateTooLong = "certificate-too-long";
}
