using System.Text;
using Infra.Identity.Keys;
using Infra.Pki;
using Infra.Pki.FreeRtos;
using Infra.Tests.Support;

namespace Infra.Tests.Pki.FreeRtos;

/// <summary>testdata/serial-logs/README.md tells the story of each log.</summary>
public sealed class A_serial_log
{
    /// <summary>Of FreeRTOS's page, as openssl pkey -pubcheck and sha256sum have it.</summary>
    public const string PagesKey = "82a5bbb1e6133e5241a334ea792352c98685643d2252e220390ee2a6a75d83bd";

    // XA-06: header line, row shape, line ends, colours and other tasks' lines do not matter; exactly the announced bytes do.
    [Theory]
    [InlineData("freertos-page.log")]
    [InlineData("one-line.log")]
    [InlineData("crlf.log")]
    [InlineData("colours.log")]
    [InlineData("timestamps.log")]
    [InlineData("hex-prefixes.log")]
    [InlineData("interleaved.log")]
    [InlineData("wrapped.log")]
    [InlineData("reset-in-the-middle.log")]
    [InlineData("printed-twice.log")]
    public void gives_the_key_of_the_page(string log)
    {
        var console = ConsoleKeyLog.Read(Log(log));

        Assert.Equal(PagesKey, console.Key.Sha256.ToString());
        Assert.Equal(KeyKind.P256, console.Key.Kind);
        Assert.Equal(91, console.Key.SubjectPublicKeyInfo.Length);
    }

    // XA-05: a board that still waits is told of with its own number of seconds. XA-07: only P-256 is exported, and anything else is refused by name.
    [Theory]
    [InlineData("no-key.log", FreeRtosErrors.ConsoleKeyMissing, "keyprovisioningFORCE_GENERATE_NEW_KEY_PAIR 1")]
    [InlineData("still-waiting.log", FreeRtosErrors.ConsoleKeyMissing, "waiting for 180 seconds")]
    [InlineData("cut-short.log", FreeRtosErrors.ConsoleKeyIncomplete, "announces 91 bytes, 64 follow")]
    [InlineData("flipped-bit.log", FreeRtosErrors.ConsoleKeyDamaged, "not on the curve")]
    [InlineData("not-a-key.log", FreeRtosErrors.ConsoleKeyDamaged, "no SubjectPublicKeyInfo")]
    [InlineData("wrong-count.log", FreeRtosErrors.ConsoleKeyDamaged, "no SubjectPublicKeyInfo")]
    [InlineData("p384.log", FreeRtosErrors.ConsoleKeyNotP256, "is P384")]
    [InlineData("two-keys.log", FreeRtosErrors.ConsoleKeysDiffer, "2 different keys (lines 1, 9)")]
    public void is_refused_with_a_code_and_what_to_do(string log, string code, string says)
    {
        var refusal = Assert.Throws<PkiException>(() => ConsoleKeyLog.Read(Log(log)));

        Assert.Equal(code, refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void of_several_starts_gives_every_key_in_order()
    {
        var keys = ConsoleKeyLog.ReadAll(Log("two-keys.log"));

        Assert.Equal([1, 9], keys.Select(console => console.Line));
        Assert.NotEqual(PagesKey, keys[0].Key.Sha256.ToString());
        Assert.Equal(PagesKey, keys[1].Key.Sha256.ToString());
    }

    // XA-04: the name that the firmware recommends is passed on.
    [Fact]
    public void tells_the_subject_that_the_firmware_recommends()
    {
        Assert.Equal("0123D5EE6B1C0C2A", ConsoleKeyLog.Read(Log("crlf.log")).RecommendedName);
        Assert.Null(ConsoleKeyLog.Read(Log("one-line.log")).RecommendedName);
    }

    [Fact]
    public void with_any_one_bit_of_the_key_wrong_is_refused()
    {
        var der = ConsoleKeyLog.Read(Log("freertos-page.log")).Key.SubjectPublicKeyInfo.ToArray();
        for (var bit = 0; bit < der.Length * 8; bit++)
        {
            var damaged = (byte[])der.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<PkiException>(() => ConsoleKeyLog.Read($"Device public key, 91 bytes: {Convert.ToHexString(damaged)}\n"));
            Assert.Throws<PkiException>(() => ConsoleKeyLog.Read(Printed(damaged)));
        }
    }

    [Fact]
    public void that_is_made_to_be_ambiguous_is_given_up_in_time()
    {
        var noise = string.Concat(Enumerable.Repeat("3059 3013 0607 2a86 48ce 3d02 0106 082a\n8648 ce3d 0301 0703 4200 04ff\nff\nffff\n", 90));

        Assert.Throws<PkiException>(() => ConsoleKeyLog.Read("Device public key, 91 bytes:\n" + noise));
    }

    private static string Printed(byte[] der) => "7 910 [IP-task] Device public key, 91 bytes:\r\n" + string.Concat(
        der.Chunk(16).Select(row => string.Join(' ', row.Chunk(2).Select(Convert.ToHexStringLower)) + "\r\n"));

    private static string Log(string name) => File.ReadAllText(Repository.PathOf("Infra.Tests", "testdata", "serial-logs", name), Encoding.Latin1);
}
