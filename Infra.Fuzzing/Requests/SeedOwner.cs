using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Fuzzing.Requests;

/// <summary>A device with its key, so that a mutated request can be signed again and gets past the proof of possession to the rules behind it.</summary>
/// <param name="Device">Its id.</param>
/// <param name="SubjectPublicKeyInfo">Its public key.</param>
/// <param name="Request">Begins a good request.</param>
/// <param name="Sign">Signs as its requests are signed.</param>
internal sealed record SeedOwner(string Device, byte[] SubjectPublicKeyInfo, Func<CertificateRequest> Request, Func<byte[], byte[]> Sign)
{
    public static SeedOwner WithEc(string device, ECCurve curve, HashAlgorithmName hash)
    {
        var key = ECDsa.Create(curve);
        return new SeedOwner(
            device,
            key.ExportSubjectPublicKeyInfo(),
            () => new CertificateRequest(SubjectOf(device), key, hash),
            data => key.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence));
    }

    public static SeedOwner WithRsa(string device, int bits)
    {
        var key = RSA.Create(bits);
        return new SeedOwner(
            device,
            key.ExportSubjectPublicKeyInfo(),
            () => new CertificateRequest(SubjectOf(device), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            data => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string SubjectOf(string device) => $"C=US, O=Example, CN={device}";
}
