using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Tests.StandIns.Mqtt;

/// <summary>A root made for one test, and the certificates under it.</summary>
internal sealed class MqttPki : IDisposable
{
    private readonly List<X509Certificate2> issued = [];

    internal MqttPki()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("Test root", key).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    internal X509Certificate2 Root { get; }

    internal X509Certificate2 Server() => Issue("localhost", "1.3.6.1.5.5.7.3.1", request =>
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
    });

    internal X509Certificate2 Client(string commonName) => Issue(commonName, "1.3.6.1.5.5.7.3.2", _ => { });

    /// <summary>A client certificate two steps below the root, and the authority in between.</summary>
    internal (X509Certificate2 Leaf, X509Certificate2 Issuer) ClientBelowIntermediate(string commonName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuer = Sign(Authority("Test intermediate", key), key, Root);
        return (Issue(commonName, "1.3.6.1.5.5.7.3.2", _ => { }, issuer), issuer);
    }

    public void Dispose()
    {
        Root.Dispose();
        foreach (var certificate in issued) { certificate.Dispose(); }
    }

    private static CertificateRequest Authority(string commonName, ECDsa key)
    {
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private X509Certificate2 Issue(string commonName, string usage, Action<CertificateRequest> extend, X509Certificate2? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        extend(request);
        return Sign(request, key, issuer ?? Root);
    }

    private X509Certificate2 Sign(CertificateRequest request, ECDsa key, X509Certificate2 issuer)
    {
        using var certificate = request.Create(issuer, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(16));
        var withKey = certificate.CopyWithPrivateKey(key);
        issued.Add(withKey);
        return withKey;
    }
}
