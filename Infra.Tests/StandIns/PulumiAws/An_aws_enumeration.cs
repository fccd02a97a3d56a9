namespace Infra.Tests.StandIns.PulumiAws;

public sealed class An_aws_enumeration
{
    [Fact]
    public void is_the_string_that_the_provider_expects()
    {
        Assert.Equal("eu-west-1", Pulumi.Aws.Region.EUWest1.ToString());
        Assert.Equal("provided.al2023", (string)Pulumi.Aws.Lambda.Runtime.CustomAL2023);
        Assert.Equal("CNAME", Pulumi.Aws.Route53.RecordType.CNAME.ToString());
    }

    [Fact]
    public void compares_by_value()
    {
        Assert.Equal(Pulumi.Aws.Region.USEast1, Pulumi.Aws.Region.USEast1);
        Assert.NotEqual(Pulumi.Aws.Region.USEast1, Pulumi.Aws.Region.USEast2);
        Assert.True(Pulumi.Aws.Region.USEast1 != Pulumi.Aws.Region.USEast2);
    }
}
