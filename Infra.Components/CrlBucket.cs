using System.Collections.Immutable;
using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.S3;
using Pulumi.Aws.S3.Inputs;

namespace Infra.Components;

/// <summary>What a <see cref="CrlBucket"/> is made from.</summary>
public sealed class CrlBucketArgs : Pulumi.ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>Whether Pulumi refuses to delete the bucket. Default: yes.</summary>
    [Input("protect")]
    public bool Protect { get; init; } = true;

    /// <summary>
    /// Name of the <see cref="RegionalAuthority"/> whose own bucket this was before it stood by itself, so that it is taken over as it is.
    /// Default: none.
    /// </summary>
    [Input("formerlyOf")]
    public string? FormerlyOf { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The bucket that a region's CA writes its CRL to. The CA tries the bucket when it is created, so all of this stands before it. Generations
/// of a CA share one: a CRL must outlive the CA that wrote it, for as long as its certificates are around.
/// </summary>
public sealed class CrlBucket : ComponentResource
{
    private readonly Bucket bucket;

    /// <summary>Creates the bucket, closed to everybody but the region's CAs.</summary>
    public CrlBucket(string name, CrlBucketArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:CrlBucket", name, args, options)
    {
        var region = args.Names.Region;
        var scope = AwsScope.Of(this, region);
        bucket = new Bucket(name, new()
        {
            BucketName = scope.Account.Apply(args.Names.CrlBucket),
            Region = region,
            Tags = args.Tags,
        }, Options(protect: args.Protect));

        // ACM PCA writes each object with an ACL, which buckets refuse unless their owner's ACLs are on.
        var ownership = new BucketOwnershipControls(name, new()
        {
            Bucket = bucket.Id,
            Region = region,
            Rule = new BucketOwnershipControlsRuleArgs { ObjectOwnership = "BucketOwnerPreferred" },
        }, Options());

        var block = new BucketPublicAccessBlock(name, new()
        {
            Bucket = bucket.Id,
            Region = region,
            BlockPublicAcls = true,
            BlockPublicPolicy = true,
            IgnorePublicAcls = true,
            RestrictPublicBuckets = true,
        }, Options());

        var policy = new BucketPolicy(name, new()
        {
            Bucket = bucket.Id,
            Region = region,
            Policy = new PolicyDocument(AuthorityWritesCrl(scope), OnlyOverTls()),
        }, Options(dependsOn: block));

        BeforeTheAuthority = [ownership, block, policy];
        BucketName = bucket.Id;
        RegisterOutputs();

        CustomResourceOptions Options(bool protect = false, Resource? dependsOn = null) => new()
        {
            Parent = this,
            Protect = protect,
            DependsOn = dependsOn is null ? [] : dependsOn,
            Aliases = args.FormerlyOf is { } owner ? [new Alias { ParentUrn = UrnOfOwner(owner) }] : [],
        };
    }

    /// <summary>The bucket's name.</summary>
    [Output("bucketName")]
    public Output<string> BucketName { get; private init; }

    /// <summary>What the CA must wait for.</summary>
    public ImmutableArray<Resource> BeforeTheAuthority { get; }

    private static string UrnOfOwner(string owner) =>
        $"urn:pulumi:{Deployment.Instance.StackName}::{Deployment.Instance.ProjectName}::infra-components:index:RegionalAuthority::{owner}";

    // The CA's id is not known before the CA is there, so the source is bound to this account's and region's CAs.
    private Statement AuthorityWritesCrl(AwsScope scope) => new()
    {
        Sid = "AuthorityWritesCrl",
        Principal = Principal.OfService(ServicePrincipals.AcmPca),
        Action = [Actions.S3.GetBucketAcl, Actions.S3.GetBucketLocation, Actions.S3.PutObject, Actions.S3.PutObjectAcl],
        Resource = [bucket.Arn, Output.Format($"{bucket.Arn}/*")],
        Condition = Conditions.Of(
            ("StringEquals", "aws:SourceAccount", scope.Account),
            ("ArnLike", "aws:SourceArn", scope.Arn("acm-pca", "certificate-authority/*"))),
    };

    private Statement OnlyOverTls() => new()
    {
        Sid = "RefusePlainHttp",
        Effect = "Deny",
        Principal = Principal.Anyone,
        Action = [Actions.S3.All],
        Resource = [bucket.Arn, Output.Format($"{bucket.Arn}/*")],
        Condition = Conditions.Of(("Bool", "aws:SecureTransport", "false")),
    };
}
