using System.Security.Cryptography.X509Certificates;
using Infra.Pki;

namespace Infra.Tools.Pki.Authorities;

/// <summary>The OCSP signer to make.</summary>
/// <param name="Subject">Its name.</param>
/// <param name="KeyAlgorithm">Its key.</param>
/// <param name="Life">How long its certificate holds; it ends with its issuer at the latest.</param>
internal sealed record OcspSignerWish(X500DistinguishedName Subject, KeyAlgorithm KeyAlgorithm, TimeSpan Life);

/// <summary>What the next OCSP signer takes over from the one in the folder.</summary>
/// <param name="Subject">Its name.</param>
/// <param name="KeyAlgorithm">Null where its key is of a kind that no authority of ours makes.</param>
/// <param name="Days">How long it was to hold, in whole days.</param>
internal sealed record OcspSignerInPlace(X500DistinguishedName Subject, KeyAlgorithm? KeyAlgorithm, int Days)
{
    public static OcspSignerInPlace Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(certificate.SubjectName, SigningKey.AlgorithmOf(certificate), Math.Max(1, (int)Math.Round((certificate.NotAfter - certificate.NotBefore).TotalDays)));
    }
}
