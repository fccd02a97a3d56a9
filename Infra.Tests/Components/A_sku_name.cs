using Infra.Components;

namespace Infra.Tests.Components;

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
        Assert.Contains(SkuName.Grammar, Assert.Throws<ComponentException>(() => SkuName.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void that_was_never_set_says_so_instead_of_being_empty() =>
        Assert.Throws<ComponentException>(() => default(SkuName).Value);

    [Fact]
    public void of_the_greatest_length_fits_every_name_that_is_derived_from_it()
    {
        // The longest region name and the longest handler name of the project.
        var names = new ResourceNames(SkuName.Parse("abcdefghijklmnopqrst"), "ap-southeast-7");

        Assert.InRange(names.JitpTemplate.Length, 1, 36);
        Assert.InRange(names.CrlBucket("123456789012").Length, 3, 63);
        Assert.InRange(names.Role("registration-activator").Length, 1, 64);
        Assert.InRange(names.Function("registration-activator").Length, 1, 64);
        Assert.InRange(names.AuthorityCommonName(null).Length, 1, 64);
    }
}
