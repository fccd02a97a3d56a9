using Infra.Local.Aws;

namespace Infra.Tests.Local.Aws;

public sealed class A_signature_scope
{
    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/acm-pca/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/acm-pca/aws4_request,SignedHeaders=host;x-amz-date,Signature=abc")]
    public void names_key_day_region_and_service(string header)
    {
        Assert.True(SigV4Authorization.TryParse(header, out var authorization));
        Assert.Equal(("AKIDEXAMPLE", "20261122", "eu-west-1", "acm-pca"),
            (authorization.AccessKeyId, authorization.Date, authorization.Region, authorization.Service));
        Assert.Equal("20261122/eu-west-1/acm-pca/aws4_request", authorization.Scope);
        Assert.Equal(new[] { "host", "x-amz-date" }, authorization.SignedHeaders.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer abc")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/iot/aws4_request, SignedHeaders=host")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/eu-west-1/iot/aws4_request, SignedHeaders=host, Signature=abc")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/iot/aws5_request, SignedHeaders=host, Signature=abc")]
    [InlineData("AWS4-HMAC-SHA256 Credential=/20261122/eu-west-1/iot/aws4_request, SignedHeaders=host, Signature=abc")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/iot/aws4_request, SignedHeaders=host, Signature=abc, More=1")]
    [InlineData("AWS4-HMAC-SHA256 nonsense")]
    public void is_not_read_from_another_header(string? header) => Assert.False(SigV4Authorization.TryParse(header, out _));
}
