using Infra.Local.Iam;
using Infra.Local.Interpretation;

namespace Infra.Local.S3;

/// <summary>Makes buckets and their policies. What governs storage (versions, encryption, lifecycle, ownership) has no effect here.</summary>
internal sealed class S3Maker(Buckets buckets) : IResourceMaker
{
    private const string BucketType = "aws:s3/bucket:Bucket";
    private const string PolicyType = "aws:s3/bucketPolicy:BucketPolicy";

    public IReadOnlyCollection<string> Types { get; } =
    [
        BucketType,
        PolicyType,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
    ];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) => Task.FromResult(registration.Type switch
    {
        BucketType => MakeBucket(registration),
        PolicyType => SetPolicy(registration),
        _ => new Made(buckets.Get(registration.Text("bucket")).Name),
    });

    private Made MakeBucket(Registration registration)
    {
        var bucket = buckets.Add(Names.Of(registration, "bucket"), registration.Region);
        return new(bucket.Name,
            ("bucket", bucket.Name),
            ("arn", bucket.Arn),
            ("bucketDomainName", $"{bucket.Name}.s3.amazonaws.com"),
            ("bucketRegionalDomainName", $"{bucket.Name}.s3.{bucket.Region}.amazonaws.com"));
    }

    private Made SetPolicy(Registration registration)
    {
        var bucket = buckets.Get(registration.Text("bucket"));
        bucket.Policy = PolicyDocument.Parse(registration.Text("policy"));
        return new(bucket.Name);
    }
}
