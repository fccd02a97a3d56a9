using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Local.Run;

/// <summary>A device with a key of its own. The private key leaves this object only into the device's own 0600 file.</summary>
internal sealed class SimulatedDevice : IDisposable
{
    private readonly AsymmetricAlgorithm key;

    private SimulatedDevice(string id, string region, string keyType, AsymmetricAlgorithm key)
    {
        (Id, Region, KeyType, this.key) = (id, region, keyType, key);
    }

    public string Id { get; }

    public string Region { get; }

    /// <summary><c>EC P-256</c> or <c>RSA-2048</c>.</summary>
    public string KeyType { get; }

    public string Folder => $"devices/{Id}";

    /// <summary>Makes the <paramref name="index"/>th device: every second one has an RSA key, the others EC.</summary>
    public static SimulatedDevice Make(int index, string region)
    {
        var id = $"device-{index + 1:0000}";
        return index % 2 == 0
            ? new SimulatedDevice(id, region, "EC P-256", ECDsa.Create(ECCurve.NamedCurves.nistP256))
            : new SimulatedDevice(id, region, "RSA-2048", RSA.Create(2048));
    }

    /// <summary>A device that is like <paramref name="other"/> in name only: the same id, another key.</summary>
    public static SimulatedDevice Impostor(SimulatedDevice other) =>
        new(other.Id, other.Region, "EC P-256", ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A device that no factory has recorded.</summary>
    public static SimulatedDevice Unknown(string region) =>
        new("device-unknown", region, "EC P-256", ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public string PublicKeyPem => key.ExportSubjectPublicKeyInfoPem();

    public string PrivateKeyPem => key.ExportPkcs8PrivateKeyPem();

    /// <summary>A PKCS#10 request with the id as its only CN, signed by the device's own key (RFC 2986).</summary>
    public byte[] SignRequest()
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(Id);
        var request = key switch
        {
            ECDsa ec => new CertificateRequest(subject.Build(), ec, HashAlgorithmName.SHA256),
            RSA rsa => new CertificateRequest(subject.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException($"no request can be signed with a {key.GetType().Name}"),
        };
        return request.CreateSigningRequest();
    }

    public void Dispose() => key.Dispose();
}
