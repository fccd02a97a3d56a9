using System.Numerics;
using System.Security.Cryptography;
using Infra.Identity.Keys;

namespace Infra.Tests.Identity;

public sealed class A_device_key
{
    [Theory]
    [InlineData(2048, "65537", null)]
    [InlineData(3072, "65537", null)]
    [InlineData(4096, "65537", null)]
    [InlineData(2048, "65539", null)]
    [InlineData(2304, "65537", null)]
    [InlineData(1024, "65537", KeyRefusal.RsaSize)]
    [InlineData(2047, "65537", KeyRefusal.RsaSize)]
    [InlineData(2049, "65537", KeyRefusal.RsaSize)]
    [InlineData(2056, "65537", KeyRefusal.RsaSize)]
    [InlineData(4352, "65537", KeyRefusal.RsaSize)]
    [InlineData(16384, "65537", KeyRefusal.RsaSize)]
    [InlineData(2048, "1", KeyRefusal.ValueInvalid)]
    [InlineData(2048, "3", KeyRefusal.RsaExponent)]
    [InlineData(2048, "65535", KeyRefusal.RsaExponent)]
    [InlineData(2048, "65538", KeyRefusal.RsaExponent)]
    [InlineData(2048, "115792089237316195423570985008687907853269984665640564039457584007913129639937", KeyRefusal.RsaExponent)]
    [InlineData(2048, "0", KeyRefusal.ValueInvalid)]
    [InlineData(2048, "-65537", KeyRefusal.ValueInvalid)]
    public void of_rsa_has_a_sound_size_and_exponent(int bits, string exponent, KeyRefusal? expected)
    {
        var modulus = (BigInteger.One << (bits - 1)) + 1;

        Assert.Equal(expected, Judge(TestKey.RsaSubjectPublicKeyInfo(modulus, BigInteger.Parse(exponent, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void of_rsa_has_an_odd_positive_modulus()
    {
        Assert.Equal(KeyRefusal.ValueInvalid, Judge(TestKey.RsaSubjectPublicKeyInfo(BigInteger.One << 2047, 65537)));
        Assert.Equal(KeyRefusal.ValueInvalid, Judge(TestKey.RsaSubjectPublicKeyInfo(-((BigInteger.One << 2047) + 1), 65537)));
    }

    [Fact]
    public void of_rsa_has_one_encoding_only() =>
        Assert.Equal(KeyRefusal.Malformed, Judge(TestKey.RsaSubjectPublicKeyInfo((BigInteger.One << 2047) + 1, 65537, withNull: false)));

    [Fact]
    public void on_a_curve_is_one_of_three_by_name()
    {
        Assert.Equal(
            [null, null, null, KeyRefusal.CurveUnsupported, KeyRefusal.CurveUnsupported],
            new[] { TestKey.P256, TestKey.P384, TestKey.P521, TestKey.BrainpoolP256, TestKey.ExplicitP256 }.Select(key => Judge(key.SubjectPublicKeyInfo)));
    }

    [Theory]
    [InlineData("nistP256")]
    [InlineData("nistP384")]
    [InlineData("nistP521")]
    public void is_judged_to_lie_on_its_curve_exactly_where_OpenSSL_says_so(string curve)
    {
        for (var i = 0; i < 24; i++)
        {
            using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
            var der = key.ExportSubjectPublicKeyInfo();
            Assert.True(DeviceKey.TryRead(der, out _, out _));

            // One bit of the point, anywhere: x, y, or a coordinate beyond the prime.
            der[^(1 + (i * 2))] ^= (byte)(1 << (i % 8));
            using var judge = ECDsa.Create();
            Assert.ThrowsAny<CryptographicException>(() => judge.ImportSubjectPublicKeyInfo(der, out _));
            Assert.False(DeviceKey.TryRead(der, out _, out var refusal));
            Assert.Equal(KeyRefusal.ValueInvalid, refusal);
        }
    }

    [Fact]
    public void on_a_curve_really_lies_on_it()
    {
        // The seed's public key; its story is in the test data of FreeRTOS: one bit of the 91 bytes flipped, and it is no point any more.
        var key = Convert.FromBase64String(SeedKey);

        Assert.Null(Judge(key));
        key[^1] ^= 1;
        Assert.Equal(KeyRefusal.ValueInvalid, Judge(key));
    }

    [Fact]
    public void has_the_digest_that_openssl_gives() =>
        Assert.Equal("82a5bbb1e6133e5241a334ea792352c98685643d2252e220390ee2a6a75d83bd", Read(Convert.FromBase64String(SeedKey)).Sha256.ToString());

    [Fact]
    public void is_nothing_but_the_key()
    {
        var key = TestKey.P256.SubjectPublicKeyInfo;

        Assert.Equal(KeyRefusal.Malformed, Judge([.. key, 0]));
        Assert.Equal(KeyRefusal.Malformed, Judge(key[..^1]));
        Assert.Equal(KeyRefusal.Malformed, Judge([]));
    }

    [Fact]
    public void is_read_back_from_every_form_of_a_record()
    {
        var key = Read(TestKey.P384.SubjectPublicKeyInfo);
        var pem = PemEncoding.WriteString("PUBLIC KEY", key.SubjectPublicKeyInfo.Span);
        var base64OfPem = RecordedKey.Write(key);
        string[] forms =
        [
            base64OfPem,
            base64OfPem.Insert(76, "\n"),
            pem,
            pem + "\n",
            Convert.ToBase64String(key.SubjectPublicKeyInfo.Span),
            Convert.ToBase64String(key.SubjectPublicKeyInfo.Span, Base64FormattingOptions.InsertLineBreaks),
        ];

        Assert.All(forms, form =>
        {
            Assert.True(RecordedKey.TryDecode(form, out var decoded));
            Assert.Equal(key.SubjectPublicKeyInfo.ToArray(), decoded);
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("no base64!")]
    [InlineData("-----BEGIN PUBLIC KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [InlineData("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t")]
    public void is_not_read_from_what_is_no_record(string? record) => Assert.False(RecordedKey.TryDecode(record, out _));

    private const string SeedKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzWVpzrgbuR5yM5/oz2DvD5+0czOsbxkYE2mZP6DCk1+uCPEa0EG3NFznRhBGIo5aX9eH1XHcsk6NdbMlhuLMDA==";

    private static KeyRefusal? Judge(byte[] subjectPublicKeyInfo) =>
        DeviceKey.TryRead(subjectPublicKeyInfo, out _, out var refusal) ? null : refusal;

    private static DeviceKey Read(byte[] subjectPublicKeyInfo)
    {
        Assert.True(DeviceKey.TryRead(subjectPublicKeyInfo, out var key, out _));
        return key;
    }
}
