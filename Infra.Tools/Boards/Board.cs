using Infra.Pki;

namespace Infra.Tools.Boards;

/// <summary>A board of FreeRTOS's reference integrations, by the commands of its console. It makes its key itself, and keeps it.</summary>
internal sealed class Board(BoardConsole console)
{
    /// <summary>The slot of the servers' root certificate; the board's own certificate and key have slots without being named.</summary>
    public const string RootLabel = "root_ca_cert";

    private const string PublicKeyLabel = "PUBLIC KEY";

    // cli_pki.c decodes into PEM_CERT_MAX_LEN bytes, and refuses a line that might not fit behind what is there.
    private const int MostCertificateBytes = 2048 - 65;

    /// <summary>Every setting and its value.</summary>
    public IReadOnlyDictionary<string, string> ReadSettings()
    {
        console.Synchronize();
        // A console that was left in the middle of a certificate takes the first command for a line of it, and is free after that.
        var settings = Settings(console.Ask("conf get"));
        if (settings.Count == 0) { settings = Settings(console.Ask("conf get")); }
        return settings.Count > 0
            ? settings
            : throw new ToolException(ExitCodes.Board, BoardErrors.AnswerUnexpected, "the board's 'conf get' names no settings", "does it run a FreeRTOS reference integration?");
    }

    /// <summary>Makes the settings these, and reads them back: a board may cut a value, or not know one.</summary>
    public void WriteSettings(IReadOnlyDictionary<string, BoardSetting> settings)
    {
        foreach (var (name, setting) in settings) { Require(console.Ask($"conf set {name} {setting.Value}", $"conf set {name} {setting.Shown}"), setting); }
        Require(console.Ask("conf commit"));
        var now = ReadSettings();
        foreach (var (name, setting) in settings)
        {
            if (now.GetValueOrDefault(name) != setting.Value)
            {
                throw new ToolException(ExitCodes.Board, BoardErrors.StoredOtherwise, $"the board was told {name} '{setting.Shown}' and has {(now.ContainsKey(name) ? "something else" : "no such setting")}", "a shorter value, or firmware that has the setting");
            }
        }
    }

    /// <summary>DER of the public key that the board holds; null: it holds none.</summary>
    public byte[]? FindPublicKey() => Export("pki export key", PublicKeyLabel);

    /// <summary>DER of the certificate that the board holds; null: it holds none.</summary>
    public byte[]? FindCertificate(string? label = null) => Export(Labelled("pki export cert", label), Pem.CertificateLabel);

    /// <summary>Makes a new key pair, and with that an end of the old one. DER of the public key.</summary>
    public byte[] GenerateKey() => Bring("pki generate key", PublicKeyLabel);

    /// <summary>DER of a request for the board's key, in the name of its setting thing_name.</summary>
    public byte[] GenerateRequest() => Bring("pki generate csr", Pem.RequestLabel);

    /// <summary>DER of a certificate that the board signs for itself, and stores.</summary>
    public byte[] GenerateCertificate() => Bring("pki generate cert", Pem.CertificateLabel);

    /// <summary>Stores a certificate and reads it back.</summary>
    /// <param name="der">The certificate.</param>
    /// <param name="label">The slot. Default: the board's own certificate.</param>
    public void ImportCertificate(byte[] der, string? label = null)
    {
        if (der.Length > MostCertificateBytes)
        {
            throw new ToolException(ExitCodes.Refused, BoardErrors.CertificateTooLong, $"the certificate has {der.Length} bytes, the board takes up to {MostCertificateBytes}", "an EC certificate with fewer extensions is smaller");
        }

        Require(console.Ask(Labelled("pki import cert", label)));
        foreach (var line in Pem.OfCertificate(der).TrimEnd('\n').Split('\n')) { Require(console.Ask(line)); }
        if (FindCertificate(label) is not { } stored || !stored.AsSpan().SequenceEqual(der))
        {
            throw new ToolException(ExitCodes.Board, BoardErrors.StoredOtherwise, "the board does not give back the certificate that it was sent", "repeat the command with --keep-key --force");
        }
    }

    /// <summary>Restarts the board, which then goes by what it was given.</summary>
    public void Reset() => console.Tell("reset");

    private static string Labelled(string command, string? label) => label is null ? command : $"{command} {label}";

    private static Dictionary<string, string> Settings(BoardAnswer answer)
    {
        var settings = new Dictionary<string, string>();
        foreach (var line in answer.Lines)
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            // Log lines may have an equals sign too; names of settings have no blanks.
            if (at > 0 && line.AsSpan(0, at).IndexOfAnyExcept(_nameLetters) < 0) { settings[line[..at]] = line[(at + 1)..].Trim('"'); }
        }

        return settings;
    }

    private static readonly System.Buffers.SearchValues<char> _nameLetters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    private byte[]? Export(string command, string label)
    {
        var answer = console.Ask(command);
        if (answer.IsHelp("pki"))
        {
            throw new ToolException(ExitCodes.Board, BoardErrors.AnswerUnexpected, $"the board's firmware does not know '{command}', so nobody can tell what would be lost", "update its firmware");
        }

        return answer.Der(label);
    }

    private byte[] Bring(string command, string label)
    {
        var answer = console.Ask(command);
        return answer.Der(label) ?? throw (answer.Refusal is not null ? Refused(answer) : new ToolException(ExitCodes.Board, BoardErrors.AnswerUnexpected,
            $"the board's '{command}' brought no {label}{(answer.LoggedError is { } logged ? $"; it logged: {logged}" : "")}", "reset the board and repeat the command"));
    }

    private static void Require(BoardAnswer answer, BoardSetting? setting = null)
    {
        if (answer.Refusal is not null) { throw Refused(answer, setting); }
    }

    private static ToolException Refused(BoardAnswer answer, BoardSetting? setting = null)
    {
        var words = answer.Refusal!.TrimEnd('.');
        if (setting is { IsSecret: true }) { words = words.Replace(setting.Value, setting.Shown, StringComparison.Ordinal); }
        return new(ExitCodes.Board, BoardErrors.Refused, $"the board refuses '{answer.Command}': {words}",
            setting is null ? "do what the board asks for, reset it, and repeat the command: what it has by then is not made twice" : "give another value and repeat the command; the board has kept the one it had");
    }
}
