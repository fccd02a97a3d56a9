using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Infra.Local.Aws;

/// <summary>Checks a request's signature as AWS does (IAM User Guide, "Create a signed AWS API request").</summary>
internal static class SigV4Verifier
{
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    public static bool Verify(HttpRequest request, ReadOnlySpan<byte> body, SigV4Authorization authorization, string secretAccessKey)
    {
        var stated = request.Headers["x-amz-content-sha256"].ToString();
        var actual = Convert.ToHexStringLower(SHA256.HashData(body));
        // S3 may leave the body out of the signature or sign it in chunks; a plainly stated digest must be the body's.
        var streamed = stated == UnsignedPayload || stated.StartsWith("STREAMING-", StringComparison.Ordinal);
        if (stated.Length > 0 && !streamed && stated != actual) { return false; }

        var canonical = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(CanonicalPath(request, authorization.Service)).Append('\n')
            .Append(CanonicalQuery(request)).Append('\n');
        foreach (var name in authorization.SignedHeaders)
        {
            canonical.Append(name).Append(':').Append(CanonicalHeader(request, name)).Append('\n');
        }
        canonical.Append('\n').AppendJoin(';', authorization.SignedHeaders).Append('\n').Append(streamed ? stated : actual);

        var toSign = string.Join('\n',
            SigV4Authorization.Algorithm,
            request.Headers["x-amz-date"].ToString(),
            authorization.Scope,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString()))));
        var key = Encoding.UTF8.GetBytes("AWS4" + secretAccessKey);
        foreach (var part in authorization.Scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(authorization.Signature));
    }

    // Every service but S3 encodes the already encoded path a second time.
    private static string CanonicalPath(HttpRequest request, string service)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0];
        return service == "s3" ? path : string.Join('/', path.Split('/').Select(Encode));
    }

    private static string CanonicalQuery(HttpRequest request) => string.Join('&',
        from parameter in request.Query
        from value in parameter.Value
        let pair = (Name: Encode(parameter.Key), Value: Encode(value ?? ""))
        orderby pair.Name, pair.Value
        select $"{pair.Name}={pair.Value}");

    private static string CanonicalHeader(HttpRequest request, string name) =>
        string.Join(',', request.Headers[name].Select(value => CollapseBlanks(value ?? "")));

    private static string CollapseBlanks(string value) =>
        value.Contains("  ", StringComparison.Ordinal)
            ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : value.Trim();

    // RFC 3986 unreserved characters stay.
    private static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }
        return encoded.ToString();
    }
}
