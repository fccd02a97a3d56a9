using System.Collections.Concurrent;
using Infra.Local.Aws;

namespace Infra.Local.S3;

/// <summary>Every bucket. Bucket names are global.</summary>
internal sealed class Buckets
{
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    public Bucket Add(string name, string region)
    {
        var bucket = new Bucket(name, region);
        return buckets.TryAdd(name, bucket) ? bucket : throw new AwsException(409, "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.");
    }

    public Bucket? Find(string name) => buckets.GetValueOrDefault(name);

    public Bucket Get(string name) => Find(name) ?? throw new AwsException(404, "NoSuchBucket", $"The specified bucket does not exist: {name}");
}
