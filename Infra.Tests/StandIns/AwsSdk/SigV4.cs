using System.Security.Cryptography;
using System.Text;

namespace Infra.Tests.StandIns.AwsSdk;

/// <summary>Signature Version 4, computed here from a request's own words (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).</summary>
internal static class SigV4
{
    public static string CredentialScope(Received request) => Part(request, "Credential=").Split('/', 2)[1];

    public static bool Verifies(Received request, string secret)
    {
        var scope = CredentialScope(request);
        var signed = Part(request, "SignedHeaders=").Split(';');
        var headers = string.Concat(signed.Select(name => $"{name}:{request.Header(name).Trim()}\n"));
        // The path is encoded once more than it travels: every service but S3 signs so.
        var path = string.Join('/', request.Path.Split('/').Select(Uri.EscapeDataString));
        var query = string.Join('&', request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        var canonical = $"{request.Method}\n{path}\n{query}\n{headers}\n{string.Join(';', signed)}\n{Hex(SHA256.HashData(Bytes(request.Body)))}";
        var toSign = $"AWS4-HMAC-SHA256\n{request.Header("X-Amz-Date")}\n{scope}\n{Hex(SHA256.HashData(Bytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Bytes("AWS4" + secret), (current, part) => HMACSHA256.HashData(current, Bytes(part)));
        return Part(request, "Signature=") == Hex(HMACSHA256.HashData(key, Bytes(toSign)));
    }

    private static string Part(Received request, string name)
    {
        var header = request.Header("Authorization");
        var start = header.IndexOf(name, StringComparison.Ordinal) + name.Length;
        var end = header.IndexOf(',', start);
        return end < 0 ? header[start..] : header[start..end];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
