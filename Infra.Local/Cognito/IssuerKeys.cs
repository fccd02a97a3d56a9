using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace Infra.Local.Cognito;

/// <summary>The signing keys of issuers, read from <c>{issuer}/.well-known/jwks.json</c> (RFC 7517) and kept; an unknown key's id makes it look again.</summary>
internal sealed class IssuerKeys(HttpClient http)
{
    // RFC 7518, 3.3.
    private const int LeastBits = 2048;

    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, RSAParameters>> known = new(StringComparer.Ordinal);

    /// <summary>The key; null if the issuer has none of this id that signs with RS256. Throws <see cref="HttpRequestException"/> where the issuer does not answer.</summary>
    public async Task<RSAParameters?> FindAsync(string issuer, string keyId, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(issuer, out var keys) || !keys.ContainsKey(keyId)) { known[issuer] = keys = await ReadAsync(issuer, cancellationToken); }
        return keys.TryGetValue(keyId, out var key) ? key : null;
    }

    private async Task<ImmutableDictionary<string, RSAParameters>> ReadAsync(string issuer, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri($"{issuer}/.well-known/jwks.json"), cancellationToken));
        var keys = ImmutableDictionary.CreateBuilder<string, RSAParameters>(StringComparer.Ordinal);
        foreach (var key in document.RootElement.GetProperty("keys").EnumerateArray())
        {
            var signs = Text(key, "kty") == "RSA" && Text(key, "alg") is (null or "RS256") && Text(key, "use") is (null or "sig");
            if (signs && Text(key, "kid") is { } id && Parameters(key) is { } parameters) { keys[id] = parameters; }
        }
        return keys.ToImmutable();
    }

    private static RSAParameters? Parameters(JsonElement key) =>
        Text(key, "n") is { } modulus && Text(key, "e") is { } exponent && Base64Url.DecodeFromChars(modulus) is { } n && n.Length * 8 >= LeastBits
            ? new() { Modulus = n, Exponent = Base64Url.DecodeFromChars(exponent) }
            : null;

    private static string? Text(JsonElement key, string name) => key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
