using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Local.Iam;
using Pulumi;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_crl_bucket
{
    private const string BucketType = "aws:s3/bucket:Bucket";
    private const string PolicyType = "aws:s3/bucketPolicy:BucketPolicy";

    [Fact]
    public async Task with_required_arguments_only_is_closed_to_the_public_and_lets_its_owner_own_what_a_ca_writes()
    {
        var recorder = await Deployed.By(() => _ = new CrlBucket("crl", new() { Names = Deployed.Names }));

        var bucket = recorder.Single(BucketType);
        Assert.Equal((Deployed.Names.CrlBucket("123456789012"), "us-east-1"), (bucket.Text("bucket"), bucket.Text("region")));
        var block = recorder.Single("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
        Assert.All((string[])["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"], way => Assert.True(block.Flag(way), way));
        Assert.Equal("BucketOwnerPreferred", recorder.Single("aws:s3/bucketOwnershipControls:BucketOwnershipControls").Map("rule")["objectOwnership"]);
        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"), 0, order.IndexOf(PolicyType) - 1);
    }

    [Theory]
    [InlineData("acm-pca.amazonaws.com", "123456789012", "us-east-1", "true", "Allow")]
    [InlineData("acm-pca.amazonaws.com", "123456789012", "us-east-1", "false", "ExplicitDeny")]
    [InlineData("acm-pca.amazonaws.com", "111122223333", "us-east-1", "true", "ImplicitDeny")]
    [InlineData("acm-pca.amazonaws.com", "123456789012", "eu-west-1", "true", "ImplicitDeny")]
    [InlineData("cloudtrail.amazonaws.com", "123456789012", "us-east-1", "true", "ImplicitDeny")]
    public async Task is_written_by_the_cas_of_its_account_and_region_alone(string service, string account, string region, string tls, string decision)
    {
        var recorder = await Deployed.By(() => _ = new CrlBucket("crl", new() { Names = Deployed.Names }));

        var policy = recorder.Single(PolicyType).Text("policy");
        var bucket = JsonNode.Parse(policy)!["Statement"]![0]!["Resource"]![0]!.GetValue<string>();
        Assert.Equal(decision, PolicyEvaluator.DecideForService(PolicyDocument.Parse(policy), service, "s3:PutObject", $"{bucket}/crl/1.crl", RequestContext.Of(
            ("aws:SourceAccount", account), ("aws:SourceArn", $"arn:aws:acm-pca:{region}:{account}:certificate-authority/1"), ("aws:SecureTransport", tls))).ToString());
    }

    [Fact]
    public async Task with_every_argument_is_tagged_and_can_be_deleted_and_takes_the_place_of_the_one_that_its_ca_had()
    {
        var args = new CrlBucketArgs { Names = Deployed.Names, Protect = false, FormerlyOf = "authority", Tags = { { "team", "pki" } } };
        var (recorder, options) = await MadeAsync(args);

        Assert.Equal("pki", recorder.Single(BucketType).Map("tags")["team"]);
        Assert.NotEqual(true, options[BucketType].Protect);
        // The AWS provider has an alias of its own.
        Assert.Equal(2, options[BucketType].Aliases.Count);
    }

    [Fact]
    public async Task cannot_be_deleted_unless_told_so() => Assert.True((await MadeAsync(new() { Names = Deployed.Names })).Options[BucketType].Protect);

    private static async Task<(Recorder Recorder, ConcurrentDictionary<string, ResourceOptions> Options)> MadeAsync(CrlBucketArgs args)
    {
        var seen = new ConcurrentDictionary<string, ResourceOptions>();
        var options = new ComponentResourceOptions();
        options.ResourceTransformations.Add(resource =>
        {
            seen[resource.Resource.GetResourceType()] = resource.Options;
            return null;
        });
        return (await Deployed.By(() => _ = new CrlBucket("crl", args, options)), seen);
    }
}
