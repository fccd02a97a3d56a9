using System.Security;
using Infra.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.S3;

/// <summary>S3 for objects, by path-style address: what publishing and fetching a CRL needs.</summary>
internal sealed class S3Service(Buckets buckets) : IAwsService
{
    public string SigningName => "s3";

    public AwsProtocol Protocol => AwsProtocol.RestXml;

    public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var path = (call.Request.Path.Value ?? "").TrimStart('/').Split('/', 2);
        var bucket = buckets.Get(path[0]);
        return Task.FromResult(path is [_, { Length: > 0 } key] ? OnObject(call, bucket, key) : OnBucket(call, bucket));
    }

    private static AwsReply OnBucket(AwsCall call, Bucket bucket)
    {
        if (call.Request.Method != "GET") { throw NotHere(call); }
        call.Require("s3:ListBucket", bucket.Arn);
        var objects = bucket.Objects.OrderBy(stored => stored.Key, StringComparer.Ordinal).Select(stored =>
            $"<Contents><Key>{SecurityElement.Escape(stored.Key)}</Key><Size>{stored.Value.Content.Length}</Size><LastModified>{stored.Value.LastModified:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified></Contents>");
        return AwsReply.Xml($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{bucket.Name}</Name><KeyCount>{bucket.Objects.Count}</KeyCount><IsTruncated>false</IsTruncated>{string.Concat(objects)}</ListBucketResult>
            """);
    }

    private static AwsReply OnObject(AwsCall call, Bucket bucket, string key)
    {
        var resource = $"{bucket.Arn}/{key}";
        switch (call.Request.Method)
        {
            case "PUT" when call.Request.Headers["x-amz-content-sha256"].ToString().StartsWith("STREAMING-", StringComparison.Ordinal):
                throw new AwsException(501, "NotImplemented", "chunked uploads are not taken here; send the object in one piece");
            case "PUT":
                call.Require("s3:PutObject", resource);
                bucket.Objects[key] = new(call.Body, call.Request.ContentType ?? "binary/octet-stream", DateTimeOffset.UtcNow);
                return new(200, "application/xml", default);
            case "GET" or "HEAD":
                call.Require("s3:GetObject", resource);
                return bucket.Objects.TryGetValue(key, out var stored)
                    ? new(200, stored.ContentType, stored.Content)
                    : throw new AwsException(404, "NoSuchKey", "The specified key does not exist.");
            case "DELETE":
                call.Require("s3:DeleteObject", resource);
                bucket.Objects.TryRemove(key, out _);
                return new(StatusCodes.Status204NoContent, "application/xml", default);
            default:
                throw NotHere(call);
        }
    }

    private static AwsException NotHere(AwsCall call) =>
        new(405, "MethodNotAllowed", $"s3 has no operation {call.Request.Method} {call.Request.Path} here");
}
