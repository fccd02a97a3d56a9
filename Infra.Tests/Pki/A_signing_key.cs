using Infra.Pki;

namespace Infra.Tests.Pki;

public sealed class A_signing_key
{
    [Theory]
    [InlineData(KeyAlgorithm.EcP256, "id-ecPublicKey", "prime256v1")]
    [InlineData(KeyAlgorithm.EcP384, "id-ecPublicKey", "secp384r1")]
    [InlineData(KeyAlgorithm.Rsa2048, "rsaEncryption", "2048 bit")]
    public void is_of_the_kind_that_was_asked_for(KeyAlgorithm algorithm, string kind, string size)
    {
        using var key = SigningKey.Generate(algorithm);
        using var folder = new TemporaryFolder();
        folder.Write("request.pem", Infra.Pki.Pem.OfRequest(CertificationRequests.Create(key, "SN-1")));

        var text = OpenSsl.Run(folder.Path, "req", "-in", "request.pem", "-noout", "-text").Output;

        Assert.Contains(kind, text, StringComparison.Ordinal);
        Assert.Contains(size, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", KeyAlgorithm.EcP256)] // PKCS#8
    [InlineData("ecparam -name secp384r1 -genkey", KeyAlgorithm.EcP384)] // SEC 1 behind an EC PARAMETERS block
    [InlineData("genrsa -traditional 2048", KeyAlgorithm.Rsa2048)] // PKCS#1
    public void is_read_in_each_format_that_openssl_writes(string command, KeyAlgorithm algorithm)
    {
        using var folder = new TemporaryFolder();
        MakeKey(folder, command);

        using var key = SigningKey.FromPem(File.ReadAllText(Path.Combine(folder.Path, "key.pem")));

        Assert.Equal(algorithm, key.Algorithm);
    }

    [Fact]
    public void comes_back_from_its_export()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP384);
        using var again = SigningKey.FromPem(key.ExportPrivateKeyPem());

        Assert.True(key.SubjectPublicKeyInfo.Span.SequenceEqual(again.SubjectPublicKeyInfo.Span));
    }

    [Theory]
    [InlineData("genpkey -algorithm ED25519")]
    [InlineData("ecparam -name secp256k1 -genkey")]
    [InlineData("genrsa 1024")]
    public void is_refused_when_no_authority_uses_its_kind(string command)
    {
        using var folder = new TemporaryFolder();
        MakeKey(folder, command);

        var refusal = Assert.Throws<PkiException>(() => SigningKey.FromPem(File.ReadAllText(Path.Combine(folder.Path, "key.pem"))));

        Assert.Contains(refusal.Code, (string[])[PkiErrors.KeyNotSupported, PkiErrors.MalformedPem]);
    }

    [Fact]
    public void is_never_repeated_in_a_refusal()
    {
        const string secret = "MHcCAQEEIDamagedKeyMaterialThatMustNotBeSeen";

        var refusal = Assert.Throws<PkiException>(() => SigningKey.FromPem($"-----BEGIN EC PRIVATE KEY-----\n{secret}\n-----END EC PRIVATE KEY-----\n"));

        Assert.DoesNotContain(secret, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void is_refused_when_only_its_public_half_is_given()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);

        Assert.Equal(PkiErrors.MalformedPem, Assert.Throws<PkiException>(() => SigningKey.FromPem(key.ExportSubjectPublicKeyInfoPem())).Code);
    }

    private static void MakeKey(TemporaryFolder folder, string command)
    {
        var words = command.Split(' ');
        var (content, output) = OpenSsl.Run(folder.Path, [words[0], "-out", "key.pem", .. words[1..]]);
        Assert.True(content, output);
    }

    [Fact]
    public void opens_with_its_passphrase_only_here_and_in_openssl()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        using var folder = new TemporaryFolder();
        var pem = key.ExportEncryptedPrivateKeyPem("correct horse");
        folder.Write("key.pem", pem);

        using var opened = SigningKey.FromPem(pem, "correct horse");
        Assert.True(opened.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span));
        Assert.True(OpenSsl.Run(folder.Path, "pkey", "-in", "key.pem", "-passin", "pass:correct horse", "-noout").Content);
        Assert.Equal(PkiErrors.KeyLocked, Assert.Throws<PkiException>(() => SigningKey.FromPem(pem, "wrong horse")).Code);
        Assert.Equal(PkiErrors.KeyLocked, Assert.Throws<PkiException>(() => SigningKey.FromPem(pem)).Code);
    }
}
