using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Holds a chain of authorities against RFC 5280 6, with the last certificate as the only trust anchor.</summary>
internal static class AuthorityChain
{
    /// <summary>Passes when the first is an authority and each was validly issued by the next, up to a self-signed root.</summary>
    public static void Require(ImmutableArray<X509Certificate2> ownFirst, TimeProvider clock)
    {
        RequireAuthority(ownFirst[0]);
        RequireOrder(ownFirst);
        RequirePath(ownFirst, clock);
    }

    private static void RequireAuthority(X509Certificate2 own)
    {
        if (own.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault() is not { CertificateAuthority: true } constraints)
        {
            throw new PkiException(PkiErrors.NotAnAuthority,
                $"certificate '{own.Subject}' is not a certificate authority (basicConstraints CA:TRUE is missing); give the authority's certificate first");
        }

        // As ACM PCA asks on import (ImportCertificateAuthorityCertificate).
        if (!constraints.Critical)
        {
            throw new PkiException(PkiErrors.NotAnAuthority,
                $"the basicConstraints of '{own.Subject}' are not critical (RFC 5280 4.2.1.9), so strict readers refuse all it issues; have it signed anew");
        }

        // The platform checks the issuers' right to sign, but this one has issued nothing yet.
        if (own.Extensions.OfType<X509KeyUsageExtension>().SingleOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            throw new PkiException(PkiErrors.NotAnAuthority,
                $"certificate '{own.Subject}' may not sign certificates: its keyUsage is {usage.KeyUsages}, without keyCertSign (RFC 5280 4.2.1.3)");
        }
    }

    private static void RequireOrder(ImmutableArray<X509Certificate2> ownFirst)
    {
        for (var i = 0; i + 1 < ownFirst.Length; i++)
        {
            if (!ownFirst[i].IssuerName.RawData.AsSpan().SequenceEqual(ownFirst[i + 1].SubjectName.RawData))
            {
                throw new PkiException(PkiErrors.ChainBroken,
                    $"'{ownFirst[i].Subject}' was issued by '{ownFirst[i].Issuer}', but is followed by '{ownFirst[i + 1].Subject}'; order the chain from parent to root");
            }

            // The platform counts the authorities above a certificate in question; this one is an authority itself, with certificates below it.
            var below = PathLengths.Counted(ownFirst.AsSpan(0, i + 1));
            if (PathLengths.Of(ownFirst[i + 1]) is { } pathLength && pathLength < below)
            {
                throw new PkiException(PkiErrors.ChainBroken,
                    $"the path length of '{ownFirst[i + 1].Subject}' is {pathLength}, but {below} {(below == 1 ? "authority stands" : "authorities stand")} below it, so that every reader would refuse what '{ownFirst[0].Subject}' issues (RFC 5280 4.2.1.9)");
            }
        }
    }

    private static void RequirePath(ImmutableArray<X509Certificate2> ownFirst, TimeProvider clock)
    {
        var own = ownFirst[0];
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ownFirst[^1]);
        chain.ChainPolicy.ExtraStore.AddRange(ownFirst.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // an offline root's list is not at hand where a chain is imported
        chain.ChainPolicy.DisableCertificateDownloads = true; // the chain must be complete by itself
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        if (!chain.Build(own))
        {
            var faults = string.Join("; ", chain.ChainStatus.Select(status => $"{status.Status}: {status.StatusInformation.Trim()}").Distinct());
            throw new PkiException(PkiErrors.ChainBroken, $"the chain of '{own.Subject}' does not hold: {faults}");
        }

        if (ChainCheck.WeaklySigned([.. chain.ChainElements.Select(element => element.Certificate)]) is { Count: > 0 } weak)
        {
            throw new PkiException(PkiErrors.ChainBroken, $"the chain of '{own.Subject}' does not hold: {string.Join("; ", weak)}");
        }
    }
}
