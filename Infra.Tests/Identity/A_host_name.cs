using Infra.Identity;

namespace Infra.Tests.Identity;

public sealed class A_host_name
{
    [Theory]
    [InlineData("crl.example.net", true)]
    [InlineData("a.b", true)]
    [InlineData("xn--bcher-kva.example", true)]
    [InlineData("1.example.net", true)]
    [InlineData("example", false)]
    [InlineData("localhost", false)]
    [InlineData("http://crl.example.net", false)]
    [InlineData("crl.example.net/list", false)]
    [InlineData("crl.example.net:80", false)]
    [InlineData("crl.example.net.", false)]
    [InlineData("CRL.example.net", false)]
    [InlineData("-crl.example.net", false)]
    [InlineData("crl-.example.net", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("crl.example.net\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void keeps_the_grammar(string? text, bool expected) => Assert.Equal(expected, HostName.IsName(text));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void has_labels_of_at_most_63_characters(int length, bool expected) => Assert.Equal(expected, HostName.IsName($"{new string('a', length)}.net"));
}
