using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Local.Cognito;

/// <summary>
/// A user pool of Amazon Cognito, as far as it issues tokens: JWTs signed with RS256, in the shape of Cognito's own ("Understanding the access token" and "the ID
/// token", Amazon Cognito Developer Guide). Its key is made for one run and is in memory only.
/// </summary>
internal sealed class UserPool : IDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly string keyId;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, AppClient> clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> subjects = new(StringComparer.Ordinal);

    /// <param name="id">Its id, REGION_NAME.</param>
    /// <param name="issuer">Where its keys are found, and <c>iss</c> of its tokens.</param>
    /// <param name="clock">Dates its tokens.</param>
    public UserPool(string id, string issuer, TimeProvider clock)
    {
        (Id, Issuer, this.clock) = (id, issuer, clock);
        // RFC 7638: the same key has the same id everywhere.
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var thumbprint = $$"""{"e":"{{Base64Url.EncodeToString(parameters.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}"}""";
        keyId = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(thumbprint)));
    }

    /// <summary>How long tokens last; Cognito's default.</summary>
    public static TimeSpan TokenLife { get; } = TimeSpan.FromHours(1);

    public string Id { get; }

    public string Issuer { get; }

    /// <summary>Its public key as a JSON Web Key Set (RFC 7517), which verifiers read.</summary>
    public JsonObject Keys
    {
        get
        {
            var parameters = key.ExportParameters(includePrivateParameters: false);
            return new()
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["alg"] = "RS256",
                    ["e"] = Base64Url.EncodeToString(parameters.Exponent),
                    ["kid"] = keyId,
                    ["kty"] = "RSA",
                    ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                    ["use"] = "sig",
                }),
            };
        }
    }

    public AppClient AddClient(params ImmutableArray<string> scopes)
    {
        var client = new AppClient(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(13)), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), scopes);
        clients[client.Id] = client;
        return client;
    }

    /// <summary>The client of these credentials; null for others.</summary>
    public AppClient? Find(string id, string secret) =>
        clients.TryGetValue(id, out var client) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(client.Secret), Encoding.UTF8.GetBytes(secret)) ? client : null;

    /// <summary>The tokens of somebody who signed in by an application.</summary>
    public UserTokens SignIn(AppClient client, string userName)
    {
        var subject = subjects.GetOrAdd(userName, _ => Guid.NewGuid().ToString());
        return new(
            Sign(Claims(subject, new() { ["token_use"] = "access", ["client_id"] = client.Id, ["scope"] = string.Join(' ', client.Scopes), ["username"] = userName })),
            Sign(Claims(subject, new() { ["token_use"] = "id", ["aud"] = client.Id, ["cognito:username"] = userName })));
    }

    /// <summary>The access token of an application that asks for itself (grant type client_credentials): its id is the subject's too.</summary>
    public string SignIn(AppClient client) =>
        Sign(Claims(client.Id, new() { ["token_use"] = "access", ["client_id"] = client.Id, ["scope"] = string.Join(' ', client.Scopes), ["version"] = 2 }));

    /// <summary>A token with these claims, whatever they are.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="further">What its header says beside key and algorithm.</param>
    public string Sign(JsonObject claims, params ReadOnlySpan<(string Name, JsonNode Value)> further) => Sign(claims.ToJsonString(), further);

    /// <summary>A token with this text for claims.</summary>
    public string Sign(string claims, params ReadOnlySpan<(string Name, JsonNode Value)> further)
    {
        var header = new JsonObject { ["kid"] = keyId, ["alg"] = "RS256" };
        foreach (var (name, value) in further) { header[name] = value; }
        var signed = $"{Encode(header.ToJsonString())}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => key.Dispose();

    private JsonObject Claims(string subject, JsonObject claims)
    {
        var now = clock.GetUtcNow();
        (claims["sub"], claims["iss"], claims["jti"]) = (subject, Issuer, Guid.NewGuid().ToString());
        (claims["auth_time"], claims["iat"], claims["exp"]) = (now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds(), (now + TokenLife).ToUnixTimeSeconds());
        return claims;
    }

    private static string Encode(string part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part));
}
