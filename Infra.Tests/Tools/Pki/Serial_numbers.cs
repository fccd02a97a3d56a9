using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Tests.Pki;
using Infra.Tools;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tests.Tools.Pki;

/// <summary>RFC 5280 4.1.2.2: positive, at most 20 octets, one for each certificate of an authority; and not to be guessed.</summary>
public sealed class Serial_numbers : IDisposable
{
    private static readonly X500DistinguishedName Name = DistinguishedNames.CommonName("SN-1");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void are_of_twenty_octets_positive_and_random_in_every_other_bit()
    {
        const int many = 4_000;
        var serials = Enumerable.Range(0, many).Select(_ => CertificateAssembly.NewSerialNumber()).ToList();

        Assert.All(serials, serial => Assert.Equal((20, 1), (serial.Length, serial[0] >> 6)));
        Assert.Equal(many, serials.Select(Convert.ToHexString).Distinct().Count());
        for (var bit = 2; bit < 160; bit++)
        {
            // A fair coin is outside these bounds, 9 standard deviations away, once in 10^18 runs.
            Assert.InRange(serials.Count(serial => (serial[bit / 8] >> (7 - (bit % 8)) & 1) == 1), (many / 2) - 285, (many / 2) + 285);
        }
    }

    [Fact]
    public void stand_in_the_certificate_as_openssl_reads_it_and_on_record()
    {
        using var world = new CeremonyWorld();
        var device = world.Issue("SN-1");

        var (content, output) = world.Run("openssl", "x509", "-in", device + "/certificate.pem", "-noout", "-serial");

        Assert.True(content, output);
        var serial = output.Trim()["serial=".Length..];
        Assert.Equal(40, serial.Length);
        Assert.Equal(serial, new AuthorityFolder(world.Intermediate).Index.Read()[^1].SerialNumber);
    }

    [Theory]
    [InlineData("7A0B")]
    [InlineData("7a0b")]
    public void are_not_taken_twice(string again)
    {
        var path = _folder.Write("index.txt", "");
        var index = new CertificateIndex(path);
        index.Add(CertificateRecord.Of("7A0B", DateTimeOffset.UtcNow, Name));
        var before = File.ReadAllText(path);

        var refusal = Assert.Throws<ToolException>(() => index.Add(CertificateRecord.Of(again, DateTimeOffset.UtcNow, Name)));

        Assert.Equal("serial-number-taken", refusal.Code);
        Assert.Equal(before, File.ReadAllText(path));
    }

    [Fact]
    public async Task are_not_taken_twice_by_many_at_once()
    {
        var path = _folder.Write("index.txt", "");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Record.Exception(() => new CertificateIndex(path).Add(CertificateRecord.Of("7A0B", DateTimeOffset.UtcNow, Name))))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Single(new CertificateIndex(path).Read());
    }

    [Fact]
    public void are_found_twice_in_a_record_that_somebody_wrote_into()
    {
        var line = CertificateRecord.Of("7A0B", DateTimeOffset.UtcNow, Name).ToLine() + "\n";
        var index = new CertificateIndex(_folder.Write("index.txt", line + line.Replace("7A0B", "7a0b", StringComparison.Ordinal)));

        var refusal = Assert.Throws<ToolException>(() => index.Read());

        Assert.Equal("index-damaged", refusal.Code);
        Assert.Contains("line 2 of", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
