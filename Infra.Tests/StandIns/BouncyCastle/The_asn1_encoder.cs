using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace Infra.Tests.StandIns.BouncyCastle;

/// <summary>What Infra.Pki builds on; the same in Portable.BouncyCastle 1.8.10 and in BouncyCastle.Cryptography 2.6.2.</summary>
public sealed class The_asn1_encoder
{
    [Theory]
    [InlineData("CN=us-east-1.widgiot, OU=\"WidgIoT, Inc.\", O=Automatra, C=US")]
    [InlineData("CN=Zürich ☃")]
    [InlineData("E=pki@example.com, CN=mail")] // IA5String inside
    public void keeps_a_name_byte_for_byte(string name)
    {
        var der = new X500DistinguishedName(name).RawData;

        Assert.Equal(der, X509Name.GetInstance(Asn1Object.FromByteArray(der)).GetDerEncoded());
    }

    [Theory]
    [InlineData("2049-12-31T23:59:59Z", "170D3439313233313233353935395A")] // UTCTime
    [InlineData("2050-01-01T00:00:00Z", "180F32303530303130313030303030305A")] // GeneralizedTime
    public void writes_a_time_as_rfc_5280_says_for_its_year(string time, string der)
    {
        var date = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

        var written = new Time(date);

        Assert.Equal(der, Convert.ToHexString(written.GetDerEncoded()));
        Assert.Equal(date, Time.GetInstance(Asn1Object.FromByteArray(written.GetDerEncoded())).ToDateTime().ToUniversalTime());
    }

    [Fact]
    public void writes_basic_constraints_of_a_device_as_an_empty_sequence_and_of_an_authority_with_its_path_length()
    {
        Assert.Equal("3000", Convert.ToHexString(new BasicConstraints(false).GetDerEncoded()));
        Assert.Equal("30060101FF020100", Convert.ToHexString(new BasicConstraints(0).GetDerEncoded()));
        Assert.Null(BasicConstraints.GetInstance(Asn1Object.FromByteArray(new BasicConstraints(true).GetDerEncoded())).PathLenConstraint);
    }

    [Fact]
    public void writes_key_usage_without_trailing_zero_bits()
    {
        Assert.Equal("03020780", Convert.ToHexString(new KeyUsage(KeyUsage.DigitalSignature).GetDerEncoded()));
        Assert.Equal("03020106", Convert.ToHexString(new KeyUsage(KeyUsage.KeyCertSign | KeyUsage.CrlSign).GetDerEncoded()));
        Assert.Equal(
            KeyUsage.KeyCertSign | KeyUsage.CrlSign,
            KeyUsage.GetInstance(Asn1Object.FromByteArray(Convert.FromHexString("03020106"))).IntValue);
    }

    [Fact]
    public void reads_a_to_be_signed_certificate_back_as_it_was_written()
    {
        var generator = new V3TbsCertificateGenerator();
        generator.SetSerialNumber(new DerInteger(new BigInteger(1, Convert.FromHexString("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"))));
        generator.SetSignature(new AlgorithmIdentifier(new DerObjectIdentifier("1.2.840.10045.4.3.2")));
        generator.SetIssuer(X509Name.GetInstance(Asn1Object.FromByteArray(new X500DistinguishedName("CN=issuer").RawData)));
        generator.SetStartDate(new Time(DateTime.UnixEpoch));
        generator.SetEndDate(new Time(DateTime.UnixEpoch.AddYears(90)));
        generator.SetSubject(X509Name.GetInstance(Asn1Object.FromByteArray(new X500DistinguishedName("CN=subject").RawData)));
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        generator.SetSubjectPublicKeyInfo(SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(key.ExportSubjectPublicKeyInfo())));
        var extensions = new X509ExtensionsGenerator();
        extensions.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(false));
        generator.SetExtensions(extensions.Generate());

        var der = generator.GenerateTbsCertificate().GetDerEncoded();
        var read = TbsCertificateStructure.GetInstance(Asn1Object.FromByteArray(der));

        Assert.Equal(der, read.GetDerEncoded());
        Assert.Equal(3, read.Version);
        Assert.Equal(159, read.SerialNumber.Value.BitLength);
        Assert.True(read.Extensions.GetExtension(X509Extensions.BasicConstraints).IsCritical);
        Assert.Null(read.Extensions.GetExtension(X509Extensions.KeyUsage));
    }
}
