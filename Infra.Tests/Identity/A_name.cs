using Infra.Identity;

namespace Infra.Tests.Identity;

public sealed class A_name
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("A9:_-", true)]
    [InlineData("-", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a#", false)]
    [InlineData("a+", false)]
    [InlineData("${iot:ClientId}", false)]
    [InlineData("gerät", false)]
    [InlineData("a\n", false)]
    public void of_a_device_keeps_the_grammar(string? text, bool expected)
    {
        Assert.Equal(expected, DeviceId.TryParse(text, out var id));
        if (expected)
        {
            Assert.Equal(text, id.ToString());
        }
    }

    [Fact]
    public void of_a_device_has_at_most_64_characters()
    {
        Assert.True(DeviceId.TryParse(new string('x', 64), out _));
        Assert.False(DeviceId.TryParse(new string('x', 65), out _));
    }

    [Fact]
    public void that_was_never_given_fails_at_once()
    {
        Assert.Throws<InvalidOperationException>(() => default(DeviceId).ToString());
        Assert.Throws<InvalidOperationException>(() => default(SkuName).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Sha256Digest).ToString());
    }

    [Fact]
    public void that_does_not_fit_is_shown_with_the_grammar() =>
        Assert.Equal("'a b' is no device id; a device id is 1 to 64 of A-Z a-z 0-9 : _ -", Assert.Throws<FormatException>(() => DeviceId.Parse("a b")).Message);

    [Fact]
    public void of_some_bytes_is_their_digest()
    {
        var digest = Sha256Digest.Of("abc"u8);

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digest.ToString());
        Assert.Equal(digest, Sha256Digest.Parse(digest.ToString()));
        Assert.True(digest.FixedTimeEquals(Sha256Digest.Of("abc"u8)));
        Assert.False(digest.FixedTimeEquals(Sha256Digest.Of("abd"u8)));
        Assert.False(Sha256Digest.TryParse(digest.ToString().ToUpperInvariant(), out _));
    }
}
