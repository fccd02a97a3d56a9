using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Infra.Local.Cognito;

/// <summary>
/// Verifies the tokens of user pools, and nothing else (RFC 7519; RFC 8725, "JSON Web Token Best Current Practices"): one algorithm, keys only from an issuer that
/// is trusted beforehand, and whatever is not as expected is refused.
/// </summary>
/// <param name="keys">The keys of a trusted issuer: looks up its JSON Web Key Set.</param>
/// <param name="clock">Tells which tokens have ended.</param>
internal sealed class TokenVerifier(IssuerKeys keys, TimeProvider clock)
{
    private const string Algorithm = "RS256";

    // A member that stands twice would be another one to whoever reads the first.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The claims of a token, or why it is refused.</summary>
    /// <param name="token">The compact serialization.</param>
    /// <param name="issuers">Whose tokens are taken.</param>
    /// <param name="scopes">One of which an access token must have. Empty: an ID token is wanted.</param>
    /// <param name="cancellationToken">Ends a look-up of keys.</param>
    public async Task<TokenVerdict> VerifyAsync(string token, IReadOnlyCollection<string> issuers, IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        if (token.Split('.') is not [var encodedHeader, var encodedClaims, var encodedSignature]
            || Json(encodedHeader) is not { } header || Json(encodedClaims) is not { } claims || Bytes(encodedSignature) is not { } signature)
        {
            return new TokenVerdict.Refused("it is no signed JWT");
        }
        // Pinned, not read: a token does not choose how it is verified (RFC 8725, 3.1). What is critical to its maker is unknown here (RFC 7515, 4.1.11).
        if (Text(header, "alg") != Algorithm || header.TryGetProperty("crit", out _)) { return new TokenVerdict.Refused($"its algorithm is not {Algorithm}"); }
        if (Text(claims, "iss") is not { } issuer || !issuers.Contains(issuer)) { return new TokenVerdict.Refused("another issuer made it"); }
        if (Text(header, "kid") is not { } keyId || await keys.FindAsync(issuer, keyId, cancellationToken) is not { } key) { return new TokenVerdict.Refused("its issuer has no such key"); }
        if (!IsSigned(encodedHeader, encodedClaims, signature, key)) { return new TokenVerdict.Refused("its signature is wrong"); }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (Seconds(claims, "exp") is not { } end || Seconds(claims, "iat") is null) { return new TokenVerdict.Refused("it does not say when it was made and when it ends"); }
        if (end <= now) { return TokenVerdict.Expired; }
        if (claims.TryGetProperty("nbf", out _) && !(Seconds(claims, "nbf") <= now)) { return new TokenVerdict.Refused("it does not hold yet"); }
        return FaultOfUse(claims, scopes) is { } fault ? new TokenVerdict.Refused(fault) : new TokenVerdict.Accepted(claims);
    }

    private static string? FaultOfUse(JsonElement claims, IReadOnlyCollection<string> scopes)
    {
        var wanted = scopes.Count > 0 ? "access" : "id";
        if (Text(claims, "token_use") != wanted) { return $"it is no {wanted} token"; }
        return scopes.Count == 0 || (Text(claims, "scope") ?? "").Split(' ').Intersect(scopes, StringComparer.Ordinal).Any() ? null : "it has none of the scopes";
    }

    private static bool IsSigned(string header, string claims, byte[] signature, RSAParameters key)
    {
        using var rsa = RSA.Create(key);
        return rsa.VerifyData(Encoding.ASCII.GetBytes($"{header}.{claims}"), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static JsonElement? Json(string encoded)
    {
        try
        {
            if (Bytes(encoded) is not { } bytes) { return null; }
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Base64url without padding (RFC 7515, 2), and in one spelling only: no blanks, no spare bits.</summary>
    private static byte[]? Bytes(string encoded)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(encoded);
            return Base64Url.EncodeToString(bytes) == encoded ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Seconds(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) ? seconds : null;
}

/// <summary>What became of a token.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict() { }

    /// <summary>It was good, and is over.</summary>
    public static Refused Expired { get; } = new("it has expired");

    /// <summary>It is good, and says this.</summary>
    public sealed record Accepted(JsonElement Claims) : TokenVerdict;

    /// <summary>It is not.</summary>
    /// <param name="Why">In words, for the local cloud's own user; API Gateway tells nobody.</param>
    public sealed record Refused(string Why) : TokenVerdict;
}
