using Infra.Identity.Aws;

namespace Infra.Tests.Identity;

public sealed class An_aws_region
{
    [Theory]
    [InlineData("us-east-1", "aws", "amazonaws.com")]
    [InlineData("ap-southeast-10", "aws", "amazonaws.com")]
    [InlineData("cn-northwest-1", "aws-cn", "amazonaws.com.cn")]
    [InlineData("us-gov-west-1", "aws-us-gov", "amazonaws.com")]
    [InlineData("eusc-de-east-1", "aws-eusc", "amazonaws.eu")]
    [InlineData("us-iso-east-1", "aws-iso", "c2s.ic.gov")]
    [InlineData("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov")]
    [InlineData("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk")]
    [InlineData("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov")]
    public void is_in_its_partition(string region, string partition, string suffix)
    {
        Assert.True(AwsRegion.IsName(region));
        Assert.Equal(new AwsPartition(partition, suffix), AwsPartition.Of(region));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("us-east")]
    [InlineData("useast1")]
    [InlineData("us-east-1a")]
    [InlineData("us-east-1\n")]
    [InlineData("US-EAST-1")]
    [InlineData("us-east-123")]
    [InlineData("aws-global")]
    [InlineData("us-gov-more-west-1")]
    public void is_not_called_like_that(string? text) => Assert.False(AwsRegion.IsName(text));
}
