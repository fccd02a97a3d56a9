using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.Acmpca.Inputs;
using Pulumi.Aws.S3;
using Pulumi.Aws.S3.Inputs;

namespace Infra.Components;

/// <summary>The bucket that a region's CA writes its CRL to. The CA tries the bucket when it is created, so all of this stands before it.</summary>
internal sealed partial class CrlBucket
{
    private readonly Bucket bucket;

    public CrlBucket(string name, RegionalAuthorityArgs args, AwsScope scope, Resource parent)
    {
        var region = args.Names.Region;
        var options = new CustomResourceOptions { Parent = parent };
        bucket = new Bucket(name, new()
        {
            BucketName = scope.Account.Apply(args.Names.CrlBucket),
            Region = region,
            Tags = args.Tags,
        }, new() { Parent = parent, Protect = args.Protect });

        // ACM PCA writes each object with an ACL, which buckets refuse unless their owner's ACLs are on.
        var ownership = new BucketOwnershipControls(name, new()
        {
            Bucket = bucket.Id,
            Region = region,
            Rule = new BucketOwnershipControlsRuleArgs { ObjectOwnership = "BucketOwnerPreferred" },
        }, options);

        var block = new BucketPublicAccessBlock(name, new()
        {
            Bucket = bucket.Id,
            Region = region,
            BlockPublicAcls = true,
            BlockPublicPolicy = true,
            IgnorePublicAcls = true,
            RestrictPublicBuckets = true,
        }, options);

        var policy = new BucketPolicy(name, new()
        {
            Bucket = bucket.Id,
            Region = region,
            Policy = new PolicyDocument(AuthorityWritesCrl(scope), OnlyOverTls()),
        }, new() { Parent = parent, DependsOn = [block] });

        BeforeTheAuthority = [ownership, block, policy];
    }

    /// <summary>What the CA must wait for.</summary>
    public ImmutableArray<Resource> BeforeTheAuthority { get; }

    /// <summary>The CA's revocation settings.</summary>
    public CertificateAuthorityRevocationConfigurationArgs Configuration(RegionalAuthorityArgs args) => new()
    {
        CrlConfiguration = new CertificateAuthorityRevocationConfigurationCrlConfigurationArgs
        {
            Enabled = true,
            ExpirationInDays = args.CrlDays,
            S3BucketName = bucket.Id,
            // The default, PUBLIC_READ, fails on a bucket that blocks public access.
            S3ObjectAcl = "BUCKET_OWNER_FULL_CONTROL",
            CustomCname = Optional.Given(args.CrlHost is { } host ? HostName(host) : null),
        },
    };

    // The CA's id is not known before the CA is there, so the source is bound to this account's and region's CAs.
    private Statement AuthorityWritesCrl(AwsScope scope) => new()
    {
        Sid = "AuthorityWritesCrl",
        Principal = Principal.OfService("acm-pca.amazonaws.com"),
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

    // "http://" in front, or a path behind, would end up inside every certificate's CRL distribution point.
    private static string HostName(string host) => DnsName().IsMatch(host)
        ? host
        : throw new FormatException($"'{host}' is no host name for the CRL; give one such as crl.example.net, without scheme or path");

    [GeneratedRegex(@"^(?=.{1,253}\z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DnsName();
}
