using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Infra.Identity.Keys;
using Infra.Tests.Support;

namespace Infra.Tests.Identity;

public sealed class Any_recorded_key
{
    private static readonly Arbitrary<TestKey> _keys = Gen.Elements(TestKey.P256, TestKey.OtherP256, TestKey.P384, TestKey.P521, TestKey.Rsa2048).ToArbitrary();

    private static readonly Arbitrary<string> _lineEnds = Gen.Elements("\n", "\r\n", "\r").ToArbitrary();

    private static readonly Arbitrary<int> _widths = Gen.Choose(4, 100).ToArbitrary();

    [Fact]
    public void is_the_same_key_in_every_form() =>
        Seeded.Check(Prop.ForAll(_keys, _lineEnds, _widths, (key, lineEnd, width) =>
        {
            var der = key.SubjectPublicKeyInfo;
            var pem = PemEncoding.WriteString("PUBLIC KEY", der).ReplaceLineEndings(lineEnd) + lineEnd;
            string[] forms =
            [
                pem,
                lineEnd + pem + lineEnd,
                Base64(Encoding.ASCII.GetBytes(pem)),
                Wrapped(Base64(Encoding.ASCII.GetBytes(pem)), width, lineEnd),
                Base64(der),
                Wrapped(Base64(der), width, lineEnd),
            ];

            return forms.All(form => RecordedKey.TryDecode(form, out var decoded) && decoded.AsSpan().SequenceEqual(der));
        }), times: 200);

    [Fact]
    public void that_was_written_is_read_back() =>
        Seeded.Check(Prop.ForAll(_keys, key =>
            DeviceKey.TryRead(key.SubjectPublicKeyInfo, out var written, out _)
            && RecordedKey.TryDecode(RecordedKey.Write(written), out var der)
            && DeviceKey.TryRead(der, out var read, out _)
            && read.Sha256.FixedTimeEquals(written.Sha256)));

    [Fact]
    public void of_which_any_one_bit_was_flipped_is_another_or_none() =>
        Seeded.Check(Prop.ForAll(_keys, Gen.Choose(0, int.MaxValue).ToArbitrary(), (key, bit) =>
        {
            var der = key.SubjectPublicKeyInfo;
            der[bit / 8 % der.Length] ^= (byte)(1 << (bit % 8));
            return !DeviceKey.TryRead(der, out var read, out _) || !read.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo);
        }), times: 2000);

    [Fact]
    public void may_be_any_text_without_an_exception() =>
        Seeded.Check(Prop.ForAll(
            Gen.OneOf(
                ArbMap.Default.GeneratorFor<string?>(),
                Gen.Elements("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", "\n", "MFkw", "=", "==", " ", "-----BEGIN CERTIFICATE-----", "é", "\0")
                    .ArrayOf().Select(parts => (string?)string.Concat(parts))).ToArbitrary(),
            text => RecordedKey.TryDecode(text, out var der) == der is not null),
            times: 2000);

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);

    private static string Wrapped(string text, int width, string lineEnd) => string.Join(lineEnd, text.Chunk(width).Select(line => new string(line)));
}
