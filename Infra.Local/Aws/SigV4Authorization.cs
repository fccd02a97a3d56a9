using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Infra.Local.Aws;

/// <summary>
/// The Authorization header of Signature Version 4:
/// <c>AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/iot/aws4_request, SignedHeaders=host;x-amz-date, Signature=hex</c>.
/// </summary>
/// <param name="AccessKeyId">Whose key.</param>
/// <param name="Date">Day of the scope, <c>yyyyMMdd</c>.</param>
/// <param name="Region">Region of the scope.</param>
/// <param name="Service">Signing name of the scope.</param>
/// <param name="SignedHeaders">Lower-case header names, in order.</param>
/// <param name="Signature">Lower-case hex.</param>
internal sealed record SigV4Authorization(
    string AccessKeyId, string Date, string Region, string Service, ImmutableArray<string> SignedHeaders, string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private const string Terminator = "aws4_request";

    /// <summary>The scope without the key, as the string to sign has it.</summary>
    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    public static bool TryParse(string? header, [NotNullWhen(true)] out SigV4Authorization? authorization)
    {
        authorization = null;
        if (header is null || !header.StartsWith(Algorithm + " ", StringComparison.Ordinal)) { return false; }
        string? credential = null, signedHeaders = null, signature = null;
        foreach (var part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            // Not at every '=': an access key id is opaque.
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) { return false; }
            var value = part[(equals + 1)..];
            switch (part[..equals])
            {
                case "Credential": credential = value; break;
                case "SignedHeaders": signedHeaders = value; break;
                case "Signature": signature = value; break;
                default: return false;
            }
        }
        if (credential?.Split('/') is not [{ Length: > 0 } key, { Length: 8 } date, { Length: > 0 } region, { Length: > 0 } service, Terminator]
            || string.IsNullOrEmpty(signedHeaders) || string.IsNullOrEmpty(signature))
        {
            return false;
        }
        authorization = new(key, date, region, service, [.. signedHeaders.Split(';')], signature);
        return true;
    }
}
