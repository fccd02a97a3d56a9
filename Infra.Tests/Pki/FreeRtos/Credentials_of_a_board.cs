using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Keys;
using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tests.Pki.FreeRtos;

public sealed class Credentials_of_a_board : IDisposable
{
    private readonly TestHierarchy _pki = new();
    private readonly SigningKey _key = SigningKey.Generate(KeyAlgorithm.EcP256);
    private readonly X509Certificate2 _certificate;

    public Credentials_of_a_board() => _certificate = X509Certificate2.CreateFromPem(
        _pki.Issuer.SignRequest(CertificationRequests.Create(_key, "lamp-1"), CertificateProfile.Device, _pki.Days(30)).CertificatePem);

    [Fact]
    public void are_in_order_with_the_key_and_the_direct_issuer()
    {
        Assert.True(DeviceKey.TryRead(_key.SubjectPublicKeyInfo, out var key, out _));
        LabCredentials.RequireKey(_certificate, key);
        LabCredentials.RequirePrivateKey(_certificate, _key);
        LabCredentials.RequireIssuer(_certificate, Of(_pki.Issuer));
        LabCredentials.RequireIssuer(Of(_pki.Intermediate), Of(_pki.Root));
    }

    // XA-11: the header takes the direct issuer; with an intermediate the root is the wrong file.
    [Fact]
    public void are_refused_with_the_root_or_a_namesake_of_the_issuer()
    {
        using var namesake = SoftwareAuthority.CreateRoot(_pki.Issuer.Subject, KeyAlgorithm.EcP256, TimeSpan.FromDays(30), TimeProvider.System);

        Assert.Equal(FreeRtosErrors.NotTheIssuer, Refusal(() => LabCredentials.RequireIssuer(_certificate, Of(_pki.Root))));
        Assert.Equal(FreeRtosErrors.NotTheIssuer, Refusal(() => LabCredentials.RequireIssuer(_certificate, Of(_pki.Intermediate))));
        Assert.Equal(FreeRtosErrors.NotTheIssuer, Refusal(() => LabCredentials.RequireIssuer(_certificate, Of(namesake))));
    }

    [Fact]
    public void are_refused_with_another_key_or_one_that_the_firmware_cannot_import()
    {
        using var other = SigningKey.Generate(KeyAlgorithm.EcP256);
        using var large = SigningKey.Generate(KeyAlgorithm.EcP384);
        Assert.True(DeviceKey.TryRead(other.SubjectPublicKeyInfo, out var key, out _));

        Assert.Equal(FreeRtosErrors.CertificateOfAnotherKey, Refusal(() => LabCredentials.RequireKey(_certificate, key)));
        Assert.Equal(FreeRtosErrors.CertificateOfAnotherKey, Refusal(() => LabCredentials.RequirePrivateKey(_certificate, other)));
        Assert.Equal(FreeRtosErrors.KeyNotImportable, Refusal(() => LabCredentials.RequirePrivateKey(_certificate, large)));
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _pki.Dispose();
    }

    private static X509Certificate2 Of(SoftwareAuthority authority) => X509Certificate2.CreateFromPem(authority.CertificatePem);

    private static string Refusal(Action act) => Assert.Throws<PkiException>(act).Code;
}
