using Infra.Identity.Aws;

namespace Infra.Tests.Identity;

public sealed class An_aws_account
{
    [Theory]
    [InlineData("123456789012", true)]
    [InlineData("000000000001", true)]
    [InlineData("1234567890", false)] // XC-86: the seed's accounts had ten digits
    [InlineData("1234567890123", false)]
    [InlineData("12345678901a", false)]
    [InlineData("123456789012\n", false)]
    [InlineData("١٢٣٤٥٦٧٨٩٠١٢", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void is_known_by_twelve_digits(string? text, bool expected) => Assert.Equal(expected, AwsAccount.IsId(text));
}
