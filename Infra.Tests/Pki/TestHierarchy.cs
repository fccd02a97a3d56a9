using Infra.Pki;

namespace Infra.Tests.Pki;

/// <summary>Root, product intermediate and regional issuer, as a run has them.</summary>
internal sealed class TestHierarchy : IDisposable
{
    public TestHierarchy(KeyAlgorithm keyAlgorithm = KeyAlgorithm.EcP256, TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        Root = SoftwareAuthority.CreateRoot(
            DistinguishedNames.CommonName("Root CA", organization: "Automatra", country: "US"), keyAlgorithm, TimeSpan.FromDays(3650), Clock);
        Intermediate = Root.CreateSubordinate(
            DistinguishedNames.CommonName("WidgIoT CA", organization: "Automatra"), CertificateProfile.ProductIntermediate, keyAlgorithm, TimeSpan.FromDays(1825));
        Issuer = Intermediate.CreateSubordinate(
            DistinguishedNames.CommonName("us-east-1.widgiot", organization: "Automatra"), CertificateProfile.RegionalIssuer, keyAlgorithm, TimeSpan.FromDays(730));
    }

    public TimeProvider Clock { get; }

    public SoftwareAuthority Root { get; }

    public SoftwareAuthority Intermediate { get; }

    public SoftwareAuthority Issuer { get; }

    public ValidityPeriod Days(int days) => ValidityPeriod.FromNow(Clock, TimeSpan.FromDays(days));

    /// <summary>A device's request, its key thrown away.</summary>
    public static byte[] DeviceRequest(string deviceId, KeyAlgorithm keyAlgorithm = KeyAlgorithm.EcP256)
    {
        using var key = SigningKey.Generate(keyAlgorithm);
        return CertificationRequests.Create(key, deviceId);
    }

    public void Dispose()
    {
        Issuer.Dispose();
        Intermediate.Dispose();
        Root.Dispose();
    }
}
