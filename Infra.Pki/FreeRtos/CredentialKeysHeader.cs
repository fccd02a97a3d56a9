using System.Security.Cryptography;
using System.Text;

namespace Infra.Pki.FreeRtos;

/// <summary>
/// <c>aws_clientcredential_keys.h</c>: the credentials that FreeRTOS's demos compile in. Null parts are <c>NULL</c> there.
/// </summary>
/// <param name="CertificatePem">The client certificate.</param>
/// <param name="IssuerPem">Its direct issuer, for gateways that find the registered CA by it.</param>
/// <param name="PrivateKeyPem">
/// The private key of a board that cannot make its own. With a key beside a certificate the firmware destroys the key that the
/// board made (<c>xProvisionDevice</c>): null for every board that did.
/// </param>
public sealed record CredentialKeysHeader(string? CertificatePem, string? IssuerPem, string? PrivateKeyPem)
{
    public const string FileName = "aws_clientcredential_keys.h";

    private const string Certificate = "keyCLIENT_CERTIFICATE_PEM";
    private const string Issuer = "keyJITR_DEVICE_CERTIFICATE_AUTHORITY_PEM";
    private const string PrivateKey = "keyCLIENT_PRIVATE_KEY_PEM";

    /// <summary>The header, byte for byte the same for the same credentials.</summary>
    public string Write() => new StringBuilder()
        .Append("#ifndef AWS_CLIENT_CREDENTIAL_KEYS_H\n#define AWS_CLIENT_CREDENTIAL_KEYS_H\n\n")
        .Append("/* PEM-encoded client certificate. */\n").Append(Macro(Certificate, CertificatePem))
        .Append("/* PEM-encoded issuer of the client certificate, sent with it on the first connection. */\n").Append(Macro(Issuer, IssuerPem))
        .Append("/* PEM-encoded client private key; NULL when the board keeps a key of its own. */\n").Append(Macro(PrivateKey, PrivateKeyPem))
        .Append("#endif /* AWS_CLIENT_CREDENTIAL_KEYS_H */\n")
        .ToString();

    /// <summary>Reads what this or one of FreeRTOS's three tools wrote: its PEM with line feeds, each line ended.</summary>
    public static CredentialKeysHeader Read(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var macros = CMacros.Read(header);
        if (!macros.ContainsKey(Certificate) && !macros.ContainsKey(PrivateKey) && !macros.ContainsKey(Issuer))
        {
            throw new PkiException(FreeRtosErrors.HeaderMalformed, $"the header defines none of {Certificate}, {Issuer}, {PrivateKey}; give {FileName}");
        }

        return new(Value(macros, Certificate), Value(macros, Issuer), Value(macros, PrivateKey));
    }

    private static string Macro(string name, string? pem)
    {
        var value = pem is null
            ? $"    #define {name}    NULL\n"
            : $"    #define {name} \\\n{string.Join("\\\n", Lines(pem).Select(line => CString.Write(line + "\n")))}\n";
        return $"#ifndef {name}\n{value}#endif\n\n";
    }

    /// <summary>Whatever ends the lines of a file, its last line included or not (generator.js cut the END line of such).</summary>
    private static IEnumerable<string> Lines(string pem) =>
        pem.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);

    private static string? Value(IReadOnlyDictionary<string, CMacro> macros, string name)
    {
        // The firmware takes "" for NULL; the quick-start tool's clean-up leaves an invitation to paste.
        if (macros.GetValueOrDefault(name)?.Text is not { Length: > 0 } text || text.StartsWith("Paste ", StringComparison.Ordinal)) { return null; }
        var pem = string.Concat(Lines(text).Select(line => line + "\n"));
        return PemEncoding.TryFind(pem, out var fields) && pem.AsSpan(fields.Location.End.Value..).IsWhiteSpace() && fields.Location.Start.Value == 0
            ? pem
            : throw new PkiException(FreeRtosErrors.HeaderMalformed,
                $"{name} is no single PEM block (a missing or cut END line is the usual fault); write the header again");
    }
}
