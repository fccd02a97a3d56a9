using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime.Internal.Auth;
using Infra.Local.Iam;

namespace Infra.Tests.Local.ApiGateway;

/// <summary>A request signed by the AWS SDK's own signer, or one that says it is.</summary>
internal static class SignedRequest
{
    /// <param name="url">Where to.</param>
    /// <param name="keys">Whose signature.</param>
    /// <param name="sent">The body that is sent.</param>
    /// <param name="signed">The body that is signed. Default: the same.</param>
    /// <param name="region">The credentials' scope.</param>
    /// <param name="service">The credentials' scope.</param>
    public static HttpRequestMessage Post(Uri url, RoleCredentials keys, string sent, string? signed = null, string region = "us-east-1", string service = "execute-api")
    {
        var now = DateTime.UtcNow;
        var date = AWS4Signer.FormatDateTime(now, "yyyyMMddTHHmmssZ");
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = url.Authority, ["x-amz-date"] = date, ["x-amz-security-token"] = keys.SessionToken };
        var names = string.Join(';', headers.Keys);
        var canonical = $"POST\n{url.AbsolutePath}\n\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{Hash(signed ?? sent)}";
        var signature = AWS4Signer.ComputeSignature(keys.AccessKeyId, keys.SecretAccessKey, region, now, service, names, canonical);

        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(sent, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("x-amz-date", date);
        request.Headers.TryAddWithoutValidation("x-amz-security-token", keys.SessionToken);
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        return request;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
