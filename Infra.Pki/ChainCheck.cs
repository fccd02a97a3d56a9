using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Pki.Linting;
using Infra.Pki.Linting.RevocationLists;
using Infra.Pki.Revocation;

namespace Infra.Pki;

/// <summary>
/// Holds a certificate against RFC 5280 6 with one trust anchor and with revocation lists at hand. The platform builds the path; the lists are checked
/// here, since the platform would fetch them from the network.
/// </summary>
public static class ChainCheck
{
    /// <summary>Every objection; none means that the certificate holds now.</summary>
    /// <param name="certificate">The certificate in question.</param>
    /// <param name="issuers">Certificates between it and the root, in any order.</param>
    /// <param name="root">The only trust anchor.</param>
    /// <param name="lists">Revocation lists; when there is one at all, each certificate but the root's needs a list of its issuer.</param>
    /// <param name="clock">Decides about now.</param>
    public static IReadOnlyList<string> Objections(
        X509Certificate2 certificate, IReadOnlyList<X509Certificate2> issuers, X509Certificate2 root, ImmutableArray<RevocationList> lists, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(issuers.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        if (!chain.Build(certificate))
        {
            return [.. chain.ChainElements.SelectMany((element, depth) => element.ChainElementStatus
                .Select(status => $"'{element.Certificate.Subject}' (depth {depth}): {status.Status}: {status.StatusInformation.Trim()}")).Distinct()];
        }

        var path = chain.ChainElements.Select(element => element.Certificate).ToList();
        // The platform's own judgement of hashes depends on the machine's security level. The root's signature proves nothing, so it is not looked at.
        if (WeaklySigned(path) is { Count: > 0 } weak) { return weak; }
        if (lists.IsEmpty) { return []; }
        return [.. path.Zip(path.Skip(1)).Select(pair => Objection(pair.First, pair.Second, lists, clock.GetUtcNow())).OfType<string>()];
    }

    /// <summary>Every rule that a finished certificate breaks, with its citation.</summary>
    /// <param name="certificate">The certificate in question.</param>
    /// <param name="issuers">Its issuer, then the authorities above as far as they are known, whose name constraints bind it too; none for a root.</param>
    public static IReadOnlyList<string> LintFindings(X509Certificate2 certificate, params ReadOnlySpan<X509Certificate2> issuers)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var toBeSigned = new System.Formats.Asn1.AsnReader(certificate.RawData, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence().ReadEncodedValue();
        return CertificateLints.Findings(toBeSigned.ToArray(), issuers.IsEmpty ? null : IssuerFacts.Of(issuers));
    }

    /// <summary>Every rule that a finished revocation list breaks, with its citation.</summary>
    public static IReadOnlyList<string> LintFindings(RevocationList list, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(list);
        return RevocationListLints.Findings(list.Contents, IssuerFacts.Of(issuer));
    }

    /// <summary>Certificates below the root whose signature could be another's.</summary>
    internal static IReadOnlyList<string> WeaklySigned(IReadOnlyList<X509Certificate2> path) =>
    [
        .. path.SkipLast(1).Select((certificate, depth) => (certificate, depth))
            .Where(element => !SignatureAlgorithms.IsStrong(element.certificate.SignatureAlgorithm.Value))
            .Select(element => $"'{element.certificate.Subject}' (depth {element.depth}): its signature is {element.certificate.SignatureAlgorithm.FriendlyName}, which is too weak"),
    ];

    private static string? Objection(X509Certificate2 certificate, X509Certificate2 issuer, ImmutableArray<RevocationList> lists, DateTimeOffset now)
    {
        var own = lists.Where(list => list.IsSignedBy(issuer)).MaxBy(list => list.Number ?? 0);
        return own switch
        {
            null => $"'{certificate.Subject}': no revocation list of '{issuer.Subject}' is at hand",
            { NextUpdate: { } next } when next < now => $"'{certificate.Subject}': the revocation list of '{issuer.Subject}' ended at {next:u}",
            { ThisUpdate: var start } when start > now => $"'{certificate.Subject}': the revocation list of '{issuer.Subject}' starts at {start:u}",
            _ => own.Revoked.FirstOrDefault(entry => entry.SerialNumber == certificate.SerialNumber) is { } entry
                ? $"'{certificate.Subject}' is revoked since {entry.RevokedAt:u} ({entry.Reason})" : null,
        };
    }
}
