using Infra.Components;
using Infra.Identity;

namespace Infra.Tests.Components;

public sealed class The_physical_names
{
    [Fact]
    public void of_the_longest_product_line_fit_what_aws_allows()
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
