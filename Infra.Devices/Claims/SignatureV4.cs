using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Devices.Claims;

/// <summary>Signs a request to an API Gateway method with authorization AWS_IAM (IAM User Guide, "Create a signed AWS API request").</summary>
internal static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "execute-api";
    private const string DateHeader = "x-amz-date";
    private const string TokenHeader = "x-amz-security-token";

    /// <summary>Adds the signature and what it needs. The request has no query.</summary>
    public static void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, SigningCredentials credentials, string region, DateTimeOffset now)
    {
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{date[..8]}/{region}/{Service}/aws4_request";
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = request.RequestUri!.Authority, [DateHeader] = date };
        if (credentials.SessionToken is { } token) { signed[TokenHeader] = token; }
        foreach (var (name, value) in signed.Where(header => header.Key != "host")) { request.Headers.TryAddWithoutValidation(name, value); }

        var names = string.Join(';', signed.Keys);
        // The path is encoded once more than it travels: every service but S3 signs so.
        var path = string.Join('/', request.RequestUri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        var canonical = $"{request.Method}\n{path}\n\n{string.Concat(signed.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}";
        var key = scope.Split('/').Aggregate(Bytes("AWS4" + credentials.SecretAccessKey), (current, part) => HMACSHA256.HashData(current, Bytes(part)));
        var signature = Hex(HMACSHA256.HashData(key, Bytes($"{Algorithm}\n{date}\n{scope}\n{Hex(SHA256.HashData(Bytes(canonical)))}")));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            Algorithm, $"Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
