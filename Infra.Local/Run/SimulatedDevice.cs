using Infra.Devices;

namespace Infra.Local.Run;

/// <summary>A device of the run, with a key of its own. The private key leaves this object only into the device's own 0600 file.</summary>
internal sealed class SimulatedDevice : IDisposable
{
    private readonly DeviceKey key;

    private SimulatedDevice(string id, string region, DeviceKeyKind kind) => (Id, Region, KeyKind, key) = (id, region, kind, DeviceKey.Generate(kind));

    public string Id { get; }

    public string Region { get; }

    public DeviceKeyKind KeyKind { get; }

    /// <summary><c>EC P-256</c> or <c>RSA-2048</c>.</summary>
    public string KeyType => KeyKind == DeviceKeyKind.EcP256 ? "EC P-256" : "RSA-2048";

    public string Folder => $"devices/{Id}";

    /// <summary>Makes the <paramref name="index"/>th device: every second one has an RSA key, the others EC.</summary>
    public static SimulatedDevice Make(int index, string region) =>
        new($"device-{index + 1:0000}", region, index % 2 == 0 ? DeviceKeyKind.EcP256 : DeviceKeyKind.Rsa2048);

    /// <summary>A device with a name of its own.</summary>
    public static SimulatedDevice Named(string id, string region) => new(id, region, DeviceKeyKind.EcP256);

    /// <summary>A device that is like <paramref name="other"/> in name only: the same id, another key.</summary>
    public static SimulatedDevice Impostor(SimulatedDevice other) => new(other.Id, other.Region, DeviceKeyKind.EcP256);

    /// <summary>A device that no factory has recorded.</summary>
    public static SimulatedDevice Unknown(string region) => new("device-unknown", region, DeviceKeyKind.EcP256);

    public string PublicKeyPem => key.PublicKeyPem;

    public string PrivateKeyPem => key.PrivateKeyPem;

    /// <summary>A PKCS#10 request with the id as its only CN, signed by the device's own key (RFC 2986).</summary>
    public byte[] SignRequest() => key.SignRequest(Id, DateTimeOffset.UtcNow);

    public void Dispose() => key.Dispose();
}
