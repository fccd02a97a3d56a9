using System.Collections.Concurrent;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.S3;

namespace Infra.Local.AcmPca;

/// <summary>Every private CA of every region.</summary>
/// <param name="revocation">Where a <see cref="RevocationServer"/> listens; not asked before a certificate is issued.</param>
internal sealed class PcaAuthorities(Buckets buckets, PcaLatency latency, TimeProvider clock, Func<Uri> revocation) : IDisposable
{
    private readonly ConcurrentDictionary<string, PcaAuthority> authorities = new(StringComparer.Ordinal);

    public PcaAuthority Create(PcaSettings settings)
    {
        PcaKeys.RequireFits(settings.KeyAlgorithm, settings.SigningAlgorithm);
        var authority = new PcaAuthority(settings, latency, clock, revocation);
        RequireCrlBucketIsWritable(settings, authority.Arn);
        authorities[authority.Arn] = authority;
        return authority;
    }

    public PcaAuthority Get(string arn)
    {
        if (!arn.StartsWith("arn:aws:acm-pca:", StringComparison.Ordinal)) { throw new AwsException(400, "InvalidArnException", $"'{arn}' is not the ARN of a private CA"); }
        return authorities.GetValueOrDefault(arn) ?? throw new AwsException(400, "ResourceNotFoundException", $"Could not find certificate authority {arn}");
    }

    public PcaAuthority? FindById(string id) => authorities.Values.FirstOrDefault(authority => authority.Id == id);

    /// <summary>A CRL by its key, from the bucket of the CA that wrote it; null when there is none.</summary>
    public StoredObject? PublishedCrl(string key) =>
        authorities.Values.FirstOrDefault(authority => authority.CrlKey == key)?.Settings.CrlBucket is { } bucket ? buckets.Find(bucket)?.Objects.GetValueOrDefault(key) : null;

    public void Remove(string arn)
    {
        if (authorities.TryRemove(arn, out var authority)) { authority.Dispose(); }
    }

    public IEnumerable<PcaAuthority> In(string region) =>
        authorities.Values.Where(authority => authority.Settings.Region == region).OrderBy(authority => authority.CreatedAt);

    /// <summary>
    /// Writes the CA's CRL to its bucket, as far as the bucket's policy still lets it. AWS does so within about half an hour of a revocation; here it is at once.
    /// </summary>
    public void PublishCrl(PcaAuthority authority)
    {
        if (authority.Settings.CrlBucket is not { } name || buckets.Find(name) is not { } bucket) { return; }
        if (Refused(bucket, authority.Arn, authority.CrlKey) is not null) { return; }
        authority.PublishRevocationList(list => bucket.Objects[authority.CrlKey] = new(list.Der, "application/pkix-crl", clock.GetUtcNow()));
    }

    public void Dispose()
    {
        foreach (var authority in authorities.Values) { authority.Dispose(); }
    }

    // ACM PCA tries the bucket when the CA is created (AWS Private CA User Guide, "Access policies for CRLs in Amazon S3").
    private void RequireCrlBucketIsWritable(PcaSettings settings, string authorityArn)
    {
        if (settings.CrlBucket is not { } name) { return; }
        if (Refused(buckets.Find(name) ?? new(name, settings.Region), authorityArn, "crl/ca.crl") is { } refused)
        {
            throw new AwsException(400, "InvalidPolicyException",
                $"The ACM Private CA Service Principal 'acm-pca.amazonaws.com' requires '{refused.Action}' permissions on {refused.Resource}");
        }
    }

    private static (string Action, string Resource)? Refused(Bucket bucket, string authorityArn, string key)
    {
        var source = RequestContext.Of(("aws:SourceAccount", Arns.Account), ("aws:SourceArn", authorityArn), ("aws:SecureTransport", "true"));
        foreach (var (action, onObjects) in (ReadOnlySpan<(string, bool)>)
            [("s3:PutObject", true), ("s3:PutObjectAcl", true), ("s3:GetBucketAcl", false), ("s3:GetBucketLocation", false)])
        {
            var resource = onObjects ? $"{bucket.Arn}/{key}" : bucket.Arn;
            if (!bucket.Permits("acm-pca.amazonaws.com", action, resource, source)) { return (action, resource); }
        }
        return null;
    }
}
