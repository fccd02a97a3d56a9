using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Requests;

namespace Infra.Devices;

/// <summary>Kinds of keys that a reference device makes.</summary>
public enum DeviceKeyKind
{
    EcP256,
    Rsa2048,
}

/// <summary>A device's own key. The private half leaves this object only into the device's own 0600 file.</summary>
public sealed class DeviceKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private DeviceKey(AsymmetricAlgorithm key) => _key = key;

    public string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

    public string PrivateKeyPem => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => _key.ExportSubjectPublicKeyInfo();

    public static DeviceKey Generate(DeviceKeyKind kind) => kind switch
    {
        DeviceKeyKind.EcP256 => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        DeviceKeyKind.Rsa2048 => new(RSA.Create(2048)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of key"),
    };

    /// <summary>Reads an unencrypted private key.</summary>
    /// <exception cref="CryptographicException">There is none.</exception>
    public static DeviceKey FromPem(string pem)
    {
        AsymmetricAlgorithm[] kinds = [ECDsa.Create(), RSA.Create()];
        foreach (var key in kinds)
        {
            try
            {
                key.ImportFromPem(pem);
                return new(key);
            }
            catch (Exception e) when (e is ArgumentException or CryptographicException)
            {
                key.Dispose();
            }
        }

        throw new CryptographicException("no readable private key of an EC or RSA algorithm");
    }

    /// <summary>A PKCS#10 request with the id as its only CN, signed by this key (RFC 2986).</summary>
    /// <param name="deviceId">The device id, which becomes the thing's name.</param>
    /// <param name="signedAt">
    /// Now, by the device's clock: it is signed too, so that the request can be refused when it is old, and with a nonce makes it another one than the last,
    /// so that it gets a certificate of its own. Default: the request carries none.
    /// </param>
    public byte[] SignRequest(string deviceId, DateTimeOffset? signedAt = null)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(deviceId);
        var request = _key switch
        {
            ECDsa ec => new CertificateRequest(subject.Build(), ec, HashAlgorithmName.SHA256),
            RSA rsa => new CertificateRequest(subject.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException($"no request can be signed with a {_key.GetType().Name}"),
        };
        if (signedAt is { } now)
        {
            var value = new AsnWriter(AsnEncodingRules.DER);
            value.WriteCharacterString(UniversalTagNumber.PrintableString, FreshnessValue.Write(now, RandomNumberGenerator.GetBytes(8)));
            request.OtherRequestAttributes.Add(new AsnEncodedData(new Oid("1.2.840.113549.1.9.7"), value.Encode())); // challengePassword, RFC 2985 5.4.1
        }

        return request.CreateSigningRequest();
    }

    public void Dispose() => _key.Dispose();
}
