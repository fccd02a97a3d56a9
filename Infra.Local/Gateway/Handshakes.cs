using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Local.Gateway;

/// <summary>
/// The TLS half of a connection. Any client certificate passes here: TLS has proven that the device holds its key, and whether it is welcome is
/// decided at CONNECT. What the device sent beside its leaf is kept until then.
/// </summary>
/// <param name="refused">Hears why a handshake was refused, one of <see cref="HandshakeRefusals"/>.</param>
internal sealed class Handshakes(Action<string, X509Certificate?> refused)
{
    // Keyed by the certificate object, which is the connection's own: two connections with one certificate do not share an entry.
    private readonly ConditionalWeakTable<X509Certificate, IReadOnlyList<X509Certificate2>> presented = [];

    /// <summary>A <see cref="RemoteCertificateValidationCallback"/>.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            refused(HandshakeRefusals.NoCertificate, null);
            return false;
        }
        if (sender is not SslStream { TargetHostName.Length: > 0 })
        {
            refused(HandshakeRefusals.NoServerName, certificate);
            return false;
        }
        // Copies: the chain's own certificates are disposed of when this callback returns.
        presented.AddOrUpdate(certificate, chain is null ? [] : [.. chain.ChainPolicy.ExtraStore
            .Where(extra => !extra.RawDataMemory.Span.SequenceEqual(certificate.GetRawCertData()))
            .Select(extra => X509CertificateLoader.LoadCertificate(extra.RawDataMemory.Span))]);
        return true;
    }

    /// <summary>What came with a leaf in its handshake; whoever takes it disposes of it.</summary>
    public IReadOnlyList<X509Certificate2> TakeChainOf(X509Certificate leaf) => presented.Remove(leaf, out var chain) ? chain : [];
}
