using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;

namespace Infra.Devices;

/// <summary>A device takes no certificate on trust: it must be for its own key and name, and lead to the root.</summary>
public static class IssuedChain
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // id-kp-clientAuth, RFC 5280 4.2.1.12

    /// <summary>Nothing when the certificate is in order, else what is wrong with it.</summary>
    /// <param name="issued">The answer of the provisioning API.</param>
    /// <param name="deviceId">The CN it must bear; null: any, since AWS IoT's own certificates name no device.</param>
    /// <param name="key">The key it must be for.</param>
    /// <param name="rootPem">The only trust anchor; null: the last certificate of the chain, which then proves the chain's soundness only.</param>
    /// <param name="now">When it must hold.</param>
    public static string? Objection(EnrolledCertificate issued, string? deviceId, DeviceKey key, string? rootPem, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(issued);
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(issued.Certificate);
            var issuers = new X509Certificate2Collection();
            issuers.ImportFromPem(issued.CertificateChain);
            var roots = new X509Certificate2Collection();
            if (rootPem is not null) { roots.ImportFromPem(rootPem); } else if (issuers.Count > 0) { roots.Add(issuers[^1]); }
            if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.SubjectPublicKeyInfo.Span)) { return "the certificate is for another key"; }
            if (deviceId is not null && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is var name && name != deviceId) { return $"the certificate is for '{name}', not for '{deviceId}'"; }
            if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority)) { return "the certificate is an authority's, not a device's"; }
            // AWS IoT Core's own certificates come without a chain, and their root is not for devices to know.
            return roots.Count == 0 ? null : PathObjection(certificate, issuers, roots, now);
        }
        catch (CryptographicException e)
        {
            return $"the answer's certificates cannot be read: {e.Message}";
        }
    }

    /// <summary>The certificate's end, as the provisioning API writes it; null where the text is none.</summary>
    internal static string? EndOf(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return $"{certificate.NotAfter.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}";
        }
        catch (CryptographicException)
        {
            return null; // the check that follows says why
        }
    }

    private static string? PathObjection(X509Certificate2 certificate, X509Certificate2Collection issuers, X509Certificate2Collection roots, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(issuers);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // just issued, and devices fetch no lists
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication)); // what the device is going to do with it
        if (chain.Build(certificate))
        {
            return chain.ChainElements.SkipLast(1).FirstOrDefault(element => !SignatureAlgorithms.IsStrong(element.Certificate.SignatureAlgorithm.Value)) is { } weak
                ? $"'{weak.Certificate.Subject}' is signed with {weak.Certificate.SignatureAlgorithm.FriendlyName}, which is too weak" : null;
        }

        return string.Join("; ", chain.ChainStatus.Select(status => $"{status.Status}: {status.StatusInformation.Trim()}").Distinct());
    }
}
