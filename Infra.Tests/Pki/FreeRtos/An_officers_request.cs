using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tests.Pki.FreeRtos;

public sealed class An_officers_request : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly OfficerRequestRules Named = new() { Now = Now };
    private static readonly OfficerRequestRules Unnamed = new() { Now = Now, MayNameNoKey = true };

    private readonly SigningKey _officer = SigningKey.Generate(KeyAlgorithm.EcP256);
    private readonly DeviceKey _device = NewDeviceKey();

    // XA-01: what the officer vouches for is signed: name, key, time.
    [Fact]
    public void says_who_signed_when_and_for_which_device_and_key()
    {
        var request = OfficerRequest.Verify(Made(), Officers(_officer), _device, Named);

        Assert.Equal(("lamp-1", true, (DateTimeOffset?)Now), (request.Device.ToString(), request.NamesKey, request.SignedAt));
        Assert.Equal(Sha256Digest.Of(_officer.SubjectPublicKeyInfo.Span), request.OfficerSha256);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(24, true)]
    [InlineData(25, false)]
    [InlineData(-1, false)]
    public void that_lay_about_or_comes_from_the_future_is_refused(int hours, bool taken)
    {
        var rules = Named with { Now = Now.AddHours(hours) };

        if (taken) { Assert.Equal(Now, OfficerRequest.Verify(Made(), Officers(_officer), _device, rules).SignedAt); }
        else { Assert.Equal(FreeRtosErrors.RequestNotFresh, Refusal(() => OfficerRequest.Verify(Made(), Officers(_officer), _device, rules))); }
    }

    [Fact]
    public void that_names_the_key_and_no_time_is_refused()
    {
        var value = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        value.WriteCharacterString(System.Formats.Asn1.UniversalTagNumber.UTF8String, "device-key-sha256:" + _device.Sha256);
        var request = CertificationRequests.Create(_officer, DistinguishedNames.CommonName("lamp-1"), ("1.2.840.113549.1.9.2", value.Encode()));

        Assert.Equal(FreeRtosErrors.RequestNotFresh, Refusal(() => OfficerRequest.Verify(request, Officers(_officer), _device, Unnamed)));
    }

    [Fact]
    public void of_after_2049_says_its_time_too() => Assert.Equal(new(2050, 1, 2, 3, 4, 5, TimeSpan.Zero), OfficerRequest.Verify(
        OfficerRequest.Create(_officer, DeviceId.Parse("lamp-1"), _device, new(2050, 1, 2, 3, 4, 5, TimeSpan.Zero)), Officers(_officer), _device, new() { Now = new(2050, 1, 2, 4, 0, 0, TimeSpan.Zero) }).SignedAt);

    [Fact]
    public void of_openssl_is_taken_only_where_that_is_said()
    {
        using var folder = new TemporaryFolder();
        folder.Write("officer.key", _officer.ExportPrivateKeyPem());
        OpenSsl.Run(folder.Path, "req", "-new", "-key", "officer.key", "-subj", "/CN=lamp-1", "-out", "device.csr");
        var der = Infra.Pki.Pem.Request(File.ReadAllText(Path.Combine(folder.Path, "device.csr")));

        Assert.False(OfficerRequest.Verify(der, Officers(_officer), _device, Unnamed).NamesKey);
        Assert.Equal(FreeRtosErrors.RequestNamesNoKey, Refusal(() => OfficerRequest.Verify(der, Officers(_officer), _device, Named)));
    }

    [Fact]
    public void is_accepted_by_openssl()
    {
        using var folder = new TemporaryFolder();
        folder.Write("device.csr", Infra.Pki.Pem.OfRequest(Made()));

        var (content, output) = OpenSsl.Run(folder.Path, "req", "-in", "device.csr", "-verify", "-noout", "-text");

        Assert.True(content, output);
        Assert.Contains("device-key-sha256:" + _device.Sha256, output, StringComparison.Ordinal);
    }

    // XA-02: who signed is looked up, which 'openssl x509 -req' never does.
    [Fact]
    public void of_somebody_else_is_refused()
    {
        using var other = SigningKey.Generate(KeyAlgorithm.EcP256);

        Assert.Equal(FreeRtosErrors.OfficerUnknown, Refusal(() => OfficerRequest.Verify(Made(), Officers(other), _device, Unnamed)));
    }

    [Fact]
    public void for_another_key_is_refused() =>
        Assert.Equal(FreeRtosErrors.OfficerSignedForAnotherKey, Refusal(() => OfficerRequest.Verify(Made(), Officers(_officer), NewDeviceKey(), Unnamed)));

    [Fact]
    public void with_any_byte_changed_is_refused()
    {
        var der = Made();
        for (var i = 0; i < der.Length; i++)
        {
            var tampered = (byte[])der.Clone();
            tampered[i] ^= 1;
            Assert.Throws<PkiException>(() => OfficerRequest.Verify(tampered, Officers(_officer), _device, Unnamed));
        }
    }

    // XA-04: the subject is checked; it becomes the thing's name.
    [Theory]
    [InlineData("not a thing name")]
    [InlineData("lamp/1")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public void for_a_name_outside_the_grammar_is_refused(string name)
    {
        // The builder of the BCL holds X.520's 64 characters; the DER below does not.
        var subject = new X500DistinguishedName($"CN={name}");

        Assert.Equal(FreeRtosErrors.SubjectNotADevice,
            Refusal(() => OfficerRequest.Verify(CertificationRequests.Create(_officer, subject), Officers(_officer), _device, Unnamed)));
    }

    [Fact]
    public void with_more_than_a_common_name_is_refused() => Assert.Equal(FreeRtosErrors.SubjectNotADevice, Refusal(() => OfficerRequest.Verify(
        CertificationRequests.Create(_officer, DistinguishedNames.CommonName("lamp-1", organization: "Automatra")), Officers(_officer), _device, Unnamed)));

    [Theory]
    [InlineData("")]
    [InlineData("# nobody yet\n\n")]
    [InlineData("abc")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    public void is_held_against_no_list_that_is_not_one(string list) =>
        Assert.Equal(FreeRtosErrors.OfficerListMalformed, Refusal(() => OfficerList.Parse(list)));

    [Fact]
    public void is_held_against_digests_as_people_write_them()
    {
        var digest = Sha256Digest.Of(_officer.SubjectPublicKeyInfo.Span).ToString();
        var colons = string.Join(':', digest.ToUpperInvariant().Chunk(2).Select(pair => new string(pair)));

        OfficerRequest.Verify(Made(), OfficerList.Parse($"# lab\r\n{new string('0', 64)} left in May\r\n{colons} Ada # since June\r\n"), _device, Named);
    }

    public void Dispose() => _officer.Dispose();

    private byte[] Made() => OfficerRequest.Create(_officer, DeviceId.Parse("lamp-1"), _device, Now);

    private static OfficerList Officers(SigningKey key) => OfficerList.Parse(Sha256Digest.Of(key.SubjectPublicKeyInfo.Span).ToString());

    private static string Refusal(Action act) => Assert.Throws<PkiException>(act).Code;

    private static DeviceKey NewDeviceKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True(DeviceKey.TryRead(key.ExportSubjectPublicKeyInfo(), out var device, out _));
        return device;
    }
}
