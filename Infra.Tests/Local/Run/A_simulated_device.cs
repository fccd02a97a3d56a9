using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Run;

namespace Infra.Tests.Local.Run;

public sealed class A_simulated_device
{
    [Theory]
    [InlineData(0, "EC P-256")]
    [InlineData(1, "RSA-2048")]
    [InlineData(2, "EC P-256")]
    [InlineData(3, "RSA-2048")]
    public void has_an_EC_or_an_RSA_key_by_turns(int index, string keyType)
    {
        using var device = SimulatedDevice.Make(index, "us-east-1");
        Assert.Equal(keyType, device.KeyType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void signs_a_request_for_its_own_id_with_its_own_key(int index)
    {
        using var device = SimulatedDevice.Make(index, "us-east-1");
        // Loading verifies the signature.
        var request = CertificateRequest.LoadSigningRequest(device.SignRequest(), HashAlgorithmName.SHA256, signerSignaturePadding: RSASignaturePadding.Pkcs1);
        Assert.Equal($"CN={device.Id}", request.SubjectName.Name);
        Assert.Equal(device.PublicKeyPem, PemEncoding.WriteString("PUBLIC KEY", request.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void is_surrounded_by_three_requests_that_must_be_refused()
    {
        using var device = SimulatedDevice.Make(0, "us-east-1");
        var cases = RefusalCases.Around(device).ToDictionary(refused => refused.Case, refused => refused.Csr);

        Assert.Equal(["tampered-csr", "unknown-device", "wrong-key"], cases.Keys.Order());
        Assert.ThrowsAny<CryptographicException>(() => CertificateRequest.LoadSigningRequest(cases["tampered-csr"], HashAlgorithmName.SHA256));

        var unknown = CertificateRequest.LoadSigningRequest(cases["unknown-device"], HashAlgorithmName.SHA256);
        Assert.NotEqual($"CN={device.Id}", unknown.SubjectName.Name);

        var wrongKey = CertificateRequest.LoadSigningRequest(cases["wrong-key"], HashAlgorithmName.SHA256);
        Assert.Equal($"CN={device.Id}", wrongKey.SubjectName.Name);
        Assert.NotEqual(device.PublicKeyPem, PemEncoding.WriteString("PUBLIC KEY", wrongKey.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}
