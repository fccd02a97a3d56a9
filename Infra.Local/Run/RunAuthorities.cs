using Infra.Pki;

namespace Infra.Local.Run;

/// <summary>
/// The PKI above the regions' CAs, made for one run: an offline root and a product intermediate (path length 1), as the PKI admin's
/// ceremony would make them. Their keys live in this process only and are never written.
/// </summary>
internal sealed class RunAuthorities : IDisposable
{
    private static readonly TimeSpan RootLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan IntermediateLife = TimeSpan.FromDays(3000);

    private readonly SoftwareAuthority root;

    public RunAuthorities(string sku, TimeProvider clock)
    {
        root = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName($"{sku} local root"), KeyAlgorithm.EcP256, RootLife, clock);
        Product = root.CreateSubordinate(
            DistinguishedNames.CommonName($"{sku} local product intermediate"), CertificateProfile.ProductIntermediate, KeyAlgorithm.EcP256, IntermediateLife);
    }

    /// <summary>Signs the regions' CAs.</summary>
    public SoftwareAuthority Product { get; }

    public string RootPem => root.CertificatePem;

    public void Dispose()
    {
        Product.Dispose();
        root.Dispose();
    }
}
