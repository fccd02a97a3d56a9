using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tools;

/// <summary>The next step for refusals of Infra.Pki, which knows no command line. Each of its codes has one.</summary>
internal static class PkiHints
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [PkiErrors.MalformedPem] = "look at the file; provision pki inspect says what is in it",
        [PkiErrors.RequestRefused] = "have the request made anew with the key that it is for: openssl req -new -key KEY",
        [PkiErrors.KeyNotSupported] = "make a key on P-256 or P-384, or of RSA with 2048, 3072 or 4096 bits",
        [PkiErrors.KeyLocked] = "give the key's passphrase: --passphrase-prompt, --passphrase-file or --passphrase-env",
        [PkiErrors.KeyMismatch] = "give the certificate and the private key of one and the same authority",
        [PkiErrors.ChainBroken] = "give the chain in order, issuer after issued, root last; provision pki inspect shows who issued whom",
        [PkiErrors.NotAnAuthority] = "give the authority's own certificate, first in its chain",
        [PkiErrors.AuthorityNotValid] = "have the authority's certificate renewed, or set this machine's clock",
        [PkiErrors.ValidityNotPossible] = "give other --days, or look at this machine's clock and at the issuer's end",
        [PkiErrors.LintFailed] = "change what the message names and repeat the command; nothing is signed",
        [PkiErrors.RevocationRefused] = "correct what the message names",
        [PkiErrors.NotIssuable] = "the same command again prepares it anew",
        [FreeRtosErrors.ConsoleKeyMissing] = "give the serial log of a start with the key demonstration, from its first line",
        [FreeRtosErrors.ConsoleKeyIncomplete] = "capture the log until the bytes are all there, and repeat",
        [FreeRtosErrors.ConsoleKeyDamaged] = "capture the log anew: look at the baud rate, and whether another program reads the line too",
        [FreeRtosErrors.ConsoleKeyNotP256] = "give the log of a board that makes keys on P-256",
        [FreeRtosErrors.ConsoleKeysDiffer] = "cut the log to one start of one board",
        [FreeRtosErrors.OfficerUnknown] = "if that person may sign, add the SHA-256 that provision key officer printed to --officers",
        [FreeRtosErrors.OfficerListMalformed] = "one SHA-256 of 64 hex digits a line, and a comment after #",
        [FreeRtosErrors.OfficerSignedForAnotherKey] = "have the officer sign for this key: provision key request",
        [FreeRtosErrors.RequestNamesNoKey] = "make it with provision key request, or --allow-unnamed-key to take it as it is",
        [FreeRtosErrors.RequestNotFresh] = "have the officer sign again, or give a longer --max-age; look at both machines' clocks",
        [FreeRtosErrors.SubjectNotADevice] = "name the thing as common name: 1 to 64 of A-Z a-z 0-9 : _ -",
        [FreeRtosErrors.CertificateOfAnotherKey] = "give the certificate of this key, or have one issued: provision key certificate",
        [FreeRtosErrors.NotTheIssuer] = "give the certificate of the authority that signed it itself",
        [FreeRtosErrors.KeyNotImportable] = "make a key on P-256, or of RSA with 2048 bits",
        [FreeRtosErrors.HeaderMalformed] = "give a header as provision key header, or FreeRTOS's own tools, write it",
        [FreeRtosErrors.SettingNotPossible] = "give another value, as the message says of its length and letters",
    };

    /// <summary>For a code of <see cref="PkiErrors"/> or <see cref="FreeRtosErrors"/>.</summary>
    public static string Of(string code) => All[code];
}
