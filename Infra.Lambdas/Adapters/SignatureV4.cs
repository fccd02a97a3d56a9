using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Lambdas.Adapters;

/// <summary>Credentials as Lambda puts them into a function's environment.</summary>
/// <param name="AccessKeyId">AWS_ACCESS_KEY_ID.</param>
/// <param name="SecretAccessKey">AWS_SECRET_ACCESS_KEY.</param>
/// <param name="SessionToken">AWS_SESSION_TOKEN; null for a user's own keys.</param>
internal sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken);

/// <summary>AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request") of a POST to the root of a service.</summary>
internal static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds what a signed request carries. Signed are its body, its content type and all headers that it has by then.</summary>
    public static void Sign(HttpRequestMessage request, byte[] body, string region, string service, AwsCredentials credentials, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (credentials.SessionToken is { } token)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token);
        }

        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var (names, canonical) = Canonical(request, body);
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey), Hmac);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={Hex(Hmac(key, toSign))}");
    }

    private static (string Names, string Text) Canonical(HttpRequestMessage request, byte[] body)
    {
        var headers = request.Headers.Concat(request.Content!.Headers.Where(header => header.Key == "Content-Type"))
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value)))
            .Append((Name: "host", Value: request.RequestUri!.Authority))
            .OrderBy(header => header.Name, StringComparer.Ordinal).ToList();
        var names = string.Join(';', headers.Select(header => header.Name));
        return (names, $"POST\n/\n\n{string.Concat(headers.Select(header => $"{header.Name}:{header.Value.Trim()}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
