using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Cognito;

namespace Infra.Tests.Local.Cognito;

/// <summary>Tokens that are not what they should be, each wrong in one way. All of them are about the scope provisioning/claim.</summary>
internal static class Tokens
{
    public const string Scope = "provisioning/claim";

    /// <summary>What is wrong, in words.</summary>
    public static IReadOnlyList<string> Lies { get; } =
    [
        "expired", "just expired", "not yet valid", "without an end", "an end that is no number", "without a beginning",
        "of another pool", "of another pool that says it is this one", "of this pool's name at another host", "without issuer",
        "without the scope", "with a scope that only begins so", "with a scope in other letters", "with no scope", "an id token", "of no use",
        "alg none", "alg none without signature", "HS256 with the public key", "RS512", "without alg", "another key's id", "without key id",
        "changed claims", "changed header", "another token's signature", "a bit of the signature", "without signature",
        "no token", "two parts", "four parts", "an empty part", "claims that are a list", "claims that are no JSON",
    ];

    /// <summary>Wrong in ways that a verifier could be lenient about, and this one is not.</summary>
    public static IReadOnlyList<string> Oddities { get; } = ["a critical extension", "a claim that stands twice", "padding", "a line break", "spare bits", "deep claims"];

    public static string Good(UserPool pool) => pool.SignIn(pool.AddClient("openid", Scope), "jane").Access;

    public static string Lie(UserPool pool, UserPool other, string lie, DateTimeOffset now)
    {
        var good = Good(pool);
        var (header, claims, signature) = good.Split('.') is [var a, var b, var c] ? (a, b, c) : throw new InvalidOperationException(good);
        return lie switch
        {
            "expired" => pool.Sign(Claims(pool, now, ("exp", now.AddHours(-1).ToUnixTimeSeconds()))),
            "just expired" => pool.Sign(Claims(pool, now, ("exp", now.ToUnixTimeSeconds()))),
            "not yet valid" => pool.Sign(Claims(pool, now, ("nbf", now.AddMinutes(10).ToUnixTimeSeconds()))),
            "without an end" => pool.Sign(Claims(pool, now, ("exp", null))),
            "an end that is no number" => pool.Sign(Claims(pool, now, ("exp", "tomorrow"))),
            "without a beginning" => pool.Sign(Claims(pool, now, ("iat", null))),
            "of another pool" => Good(other),
            "of another pool that says it is this one" => other.Sign(Claims(pool, now)),
            "of this pool's name at another host" => pool.Sign(Claims(pool, now, ("iss", $"https://example.net/{pool.Id}"))),
            "without issuer" => pool.Sign(Claims(pool, now, ("iss", null))),
            "without the scope" => pool.SignIn(pool.AddClient("openid", "provisioning/read"), "jane").Access,
            "with a scope that only begins so" => pool.SignIn(pool.AddClient(Scope + "s"), "jane").Access,
            "with a scope in other letters" => pool.SignIn(pool.AddClient(Scope.ToUpperInvariant()), "jane").Access,
            "with no scope" => pool.Sign(Claims(pool, now, ("scope", null))),
            "an id token" => pool.SignIn(pool.AddClient(Scope), "jane").Id,
            "of no use" => pool.Sign(Claims(pool, now, ("token_use", null))),
            "alg none" => $"{Encode(Changed(header, ("alg", "none")))}.{claims}.{signature}",
            "alg none without signature" => $"{Encode(Changed(header, ("alg", "none")))}.{claims}.",
            "HS256 with the public key" => Symmetric(pool, header, claims),
            "RS512" => $"{Encode(Changed(header, ("alg", "RS512")))}.{claims}.{signature}",
            "without alg" => $"{Encode(Changed(header, ("alg", null)))}.{claims}.{signature}",
            "another key's id" => $"{Encode(Changed(header, ("kid", other.Keys["keys"]![0]!["kid"]!.DeepClone())))}.{claims}.{signature}",
            "without key id" => $"{Encode(Changed(header, ("kid", null)))}.{claims}.{signature}",
            "changed claims" => $"{header}.{Encode(Changed(claims, ("username", "john")))}.{signature}",
            "changed header" => $"{Encode(Changed(header, ("typ", "JWT")))}.{claims}.{signature}",
            "another token's signature" => $"{header}.{claims}.{pool.SignIn(pool.AddClient(Scope), "john").Access.Split('.')[2]}",
            "a bit of the signature" => $"{header}.{claims}.{(signature[0] == 'A' ? 'B' : 'A')}{signature[1..]}",
            "without signature" => $"{header}.{claims}.",
            "no token" => "jane",
            "two parts" => $"{header}.{claims}",
            "four parts" => $"{good}.{signature}",
            "an empty part" => $"{header}..{signature}",
            "claims that are a list" => $"{header}.{Base64Url.EncodeToString("[]"u8)}.{signature}",
            "claims that are no JSON" => $"{header}.{Base64Url.EncodeToString("jane"u8)}.{signature}",
            "a critical extension" => pool.Sign(Claims(pool, now), ("crit", new JsonArray("exp"))),
            "a claim that stands twice" => pool.Sign(Claims(pool, now).ToJsonString().Replace("\"token_use\"", "\"token_use\":\"id\",\"token_use\"", StringComparison.Ordinal)),
            "padding" => good + "==",
            "a line break" => $"{header}.{claims}.{signature[..10]}\n{signature[10..]}",
            "spare bits" => $"{header}.{claims}.{signature[..^1]}{Spare(signature[^1])}",
            "deep claims" => pool.Sign(Claims(pool, now).ToJsonString().Replace("\"username\"", $"\"deep\":{new string('[', 40)}{new string(']', 40)},\"username\"", StringComparison.Ordinal)),
            _ => throw new ArgumentOutOfRangeException(nameof(lie), lie, "no such lie"),
        };
    }

    public static JsonObject Claims(UserPool pool, DateTimeOffset now, params ReadOnlySpan<(string Name, JsonNode? Value)> changes)
    {
        var claims = new JsonObject
        {
            ["sub"] = "7f3a",
            ["iss"] = pool.Issuer,
            ["client_id"] = "app-1",
            ["token_use"] = "access",
            ["scope"] = Scope,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
            ["username"] = "jane",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null) { claims.Remove(name); }
            else { claims[name] = value; }
        }
        return claims;
    }

    private static JsonObject Changed(string part, (string Name, JsonNode? Value) change)
    {
        var json = JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
        if (change.Value is null) { json.Remove(change.Name); }
        else { json[change.Name] = change.Value; }
        return json;
    }

    /// <summary>A verifier that lets the token say its algorithm would take the public key, which everybody has, for the secret.</summary>
    private static string Symmetric(UserPool pool, string header, string claims)
    {
        var key = pool.Keys["keys"]![0]!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars((string)key["n"]!), Exponent = Base64Url.DecodeFromChars((string)key["e"]!) });
        var signed = $"{Encode(Changed(header, ("alg", "HS256")))}.{claims}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(signed)))}";
    }

    // 256 bytes are 342 characters, of whose last one four bits count.
    private static char Spare(char last)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet[alphabet.IndexOf(last, StringComparison.Ordinal) ^ 1];
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
