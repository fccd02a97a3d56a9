using Infra.Identity;

namespace Infra.Tests.Identity;

public sealed class A_sku_name
{
    [Theory]
    [InlineData("widgiot")]
    [InlineData("w2")]
    [InlineData("widg-iot-2")]
    [InlineData("abcdefghijklmnopqrst")]
    public void is_read(string text) => Assert.Equal(text, SkuName.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("w")]
    [InlineData("WidgIoT")]
    [InlineData("2widg")]
    [InlineData("widg--iot")]
    [InlineData("widg-")]
    [InlineData("widg_iot")]
    [InlineData("widgiot\n")]
    [InlineData("abcdefghijklmnopqrstu")]
    public void is_refused_with_what_is_allowed(string text) =>
        Assert.Contains(SkuName.Grammar, Assert.Throws<FormatException>(() => SkuName.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void that_was_never_set_says_so_instead_of_being_empty() =>
        Assert.Throws<InvalidOperationException>(() => default(SkuName).Value);
}
