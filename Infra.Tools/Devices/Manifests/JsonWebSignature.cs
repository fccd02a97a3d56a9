using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Infra.Tools.Devices.Manifests;

/// <summary>A JSON Web Signature in its flattened form (RFC 7515, 7.2.2): what is signed, and how its protected header says so.</summary>
internal sealed record JsonWebSignature(string Algorithm, string? KeyId, string? CertificateSha256, byte[] SigningInput, byte[] Payload, byte[] Signature)
{
    /// <summary>Null when the object is none, or demands what is not understood here (<c>crit</c>, RFC 7515 4.1.11).</summary>
    public static JsonWebSignature? Of(JsonElement json)
    {
        try
        {
            var (payload, header, signature) = (Text(json, "payload"), Text(json, "protected"), Text(json, "signature"));
            if (payload is null || header is null || signature is null) { return null; }
            using var protectedHeader = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            var root = protectedHeader.RootElement;
            return Text(root, "alg") is { } algorithm && !root.TryGetProperty("crit", out _)
                ? new(algorithm, Text(root, "kid"), Text(root, "x5t#S256"), Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(payload), Base64Url.DecodeFromChars(signature))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the key signed, by an algorithm of RFC 7518, 3.1 that goes with the key: the header does not choose how a key is used.</summary>
    public bool IsSignedBy(AsymmetricAlgorithm key) => (key, Algorithm) switch
    {
        // RFC 7518, 3.4: each of these has its curve, and the signature is r and s side by side.
        (ECDsa { KeySize: 256 } ec, "ES256") => ec.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA256),
        (ECDsa { KeySize: 384 } ec, "ES384") => ec.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA384),
        (ECDsa { KeySize: 521 } ec, "ES512") => ec.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA512),
        (RSA rsa, "RS256") => rsa.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        (RSA rsa, "RS384") => rsa.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        (RSA rsa, "RS512") => rsa.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        _ => false,
    };

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
