using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Identity.Requests;
using Infra.Pki.FreeRtos;
using Infra.Tools.Boards;

namespace Infra.Tools.Keys;

/// <summary>Who signs the certificate of a board that makes its own request.</summary>
internal enum BoardIssuer
{
    /// <summary>AWS IoT (CreateCertificateFromCsr).</summary>
    Aws,

    /// <summary>The lab's CA.</summary>
    Ca,

    /// <summary>The board itself.</summary>
    Self,
}

/// <summary>What a board may lose to being provisioned.</summary>
/// <param name="KeepKey">The key that the board has stays, and is certified.</param>
/// <param name="Force">Key, certificate and name that are there may go.</param>
internal sealed record BoardLicence(bool KeepKey, bool Force);

/// <summary>
/// The steps of FreeRTOS's <c>tools/provision.py</c> with a board on a serial line. The board's state is looked at before anything is changed; what it says is
/// checked before anything is signed: its request proves that it holds the key.
/// </summary>
internal sealed class BoardProvisioning(Board board, DeviceId thing, BoardLicence licence)
{
    /// <summary>Refuses a board that would lose something.</summary>
    public void RequireFree(IReadOnlyDictionary<string, string> settings)
    {
        var name = settings.GetValueOrDefault(BoardSetting.ThingName, "");
        if (name.Length > 0 && name != thing.ToString() && !licence.Force)
        {
            throw new ToolException(ExitCodes.Refused, BoardErrors.NamedOtherwise, $"the board is thing '{name}', not '{thing}'; nothing is changed", "--force to rename it, or --thing with its name");
        }

        if (board.FindCertificate() is { } certificate && !licence.Force)
        {
            throw new ToolException(ExitCodes.Refused, BoardErrors.HasCertificate,
                $"the board has a certificate (SHA-256 {Sha256Digest.Of(certificate)}); nothing is changed", "--force to replace it, with --keep-key for the same key");
        }

        var key = board.FindPublicKey();
        if (licence.KeepKey && key is null) { throw new ToolException(ExitCodes.Refused, BoardErrors.HasNoKey, "the board has no key to keep", "leave out --keep-key: it makes one"); }
        if (key is not null && !licence.KeepKey && !licence.Force)
        {
            throw new ToolException(ExitCodes.Refused, BoardErrors.HasKey,
                $"the board has a key (SHA-256 {Sha256Digest.Of(key)}); nothing is changed", "--keep-key to have it certified, --force to have it replaced");
        }
    }

    /// <summary>The board's key: the one it has, or a new one.</summary>
    public DeviceKey TakeKey()
    {
        var der = licence.KeepKey ? board.FindPublicKey() ?? [] : board.GenerateKey();
        return DeviceKey.TryRead(der, out var key, out var refusal)
            ? key
            : throw new ToolException(ExitCodes.Refused, BoardErrors.KeyRefused, $"the board's key is none that a device may have: {refusal}", "RSA of 2048 bits or more, P-256, P-384 or P-521");
    }

    /// <summary>The board's request, PEM: by the authorizer's own rules, of this very key, and in the thing's name.</summary>
    public string TakeRequest(DeviceKey key)
    {
        switch (CsrVerifier.VerifyDer(board.GenerateRequest()))
        {
            case CsrVerdict.Accepted accepted:
                Require(accepted.Key.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span), $"is for key {accepted.Key.Sha256}, the board's is {key.Sha256}");
                Require(accepted.Device == thing, $"names '{accepted.Device}', not '{thing}'");
                return accepted.ToPem();
            case CsrVerdict.Refused refused:
                throw Refused($"is refused: {refused.Reason.Code}");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The certificate that the board signed for itself.</summary>
    public X509Certificate2 TakeOwnCertificate(DeviceKey key)
    {
        var der = board.GenerateCertificate();
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(der);
            LabCredentials.RequireKey(certificate, key);
            LabCredentials.RequireSelfSigned(certificate);
            Require(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == thing.ToString(), $"names '{certificate.Subject}', not '{thing}'");
            return certificate;
        }
        catch (CryptographicException e)
        {
            throw Refused($"cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>The board gets a certificate for its key, and the root that it will know its server by.</summary>
    public void Store(X509Certificate2 certificate, DeviceKey key, X509Certificate2? serverRoot)
    {
        // Whoever signed: a certificate for another key would lock the board out.
        LabCredentials.RequireKey(certificate, key);
        board.ImportCertificate(certificate.RawData);
        StoreRoot(serverRoot);
    }

    public void StoreRoot(X509Certificate2? serverRoot)
    {
        if (serverRoot is not null) { board.ImportCertificate(serverRoot.RawData, Board.RootLabel); }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) { throw Refused(what); }
    }

    private static ToolException Refused(string what) => new(ExitCodes.Refused, BoardErrors.RequestRefused, $"what the board signed {what}; nothing is issued", "reset the board and repeat the command");
}
