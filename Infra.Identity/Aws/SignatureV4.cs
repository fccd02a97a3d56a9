using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Identity.Aws;

/// <summary>
/// AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request") of a request without a query, for the two callers that go without an
/// AWS client: a function's GetItem, and a trusted user's <c>POST /claim</c>, for which there is none.
/// </summary>
public static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds what a signed request carries. Signed are its method, path and body, its content type and all headers that it has by then.</summary>
    /// <param name="request">The request; its address is absolute.</param>
    /// <param name="body">Its content, byte by byte.</param>
    /// <param name="credentials">Whose request it is.</param>
    /// <param name="region">The region that is asked.</param>
    /// <param name="service">The service's signing name, such as <c>execute-api</c>.</param>
    /// <param name="now">The time; AWS takes a signature for five minutes before and after it.</param>
    public static void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, SigningCredentials credentials, string region, string service, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(credentials);
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

    private static (string Names, string Text) Canonical(HttpRequestMessage request, ReadOnlySpan<byte> body)
    {
        var headers = request.Headers.Concat(request.Content?.Headers.Where(header => header.Key == "Content-Type") ?? [])
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value)))
            .Append((Name: "host", Value: request.RequestUri!.Authority))
            .OrderBy(header => header.Name, StringComparer.Ordinal).ToList();
        var names = string.Join(';', headers.Select(header => header.Name));
        // The path is encoded once more than it travels: every service but S3 signs so.
        var path = string.Join('/', request.RequestUri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        return (names, $"{request.Method}\n{path}\n\n{string.Concat(headers.Select(header => $"{header.Name}:{header.Value.Trim()}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
