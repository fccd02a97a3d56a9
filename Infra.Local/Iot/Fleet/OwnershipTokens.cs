using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Infra.Local.Iot.Fleet;

/// <summary>
/// Certificate ownership tokens of fleet provisioning: who holds one was given the certificate, and may have it provisioned within the hour.
/// Only a token's digest is kept.
/// </summary>
internal sealed class OwnershipTokens(TimeProvider clock)
{
    // "The token ... expires after 1 hour" (fleet provisioning MQTT API).
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (string CertificateId, DateTimeOffset Expires)> tokens = new(StringComparer.Ordinal);

    public string Create(string certificateId)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        tokens[DigestOf(token)] = (certificateId, clock.GetUtcNow() + Life);
        return token;
    }

    /// <summary>The certificate that the token is for, while it lasts.</summary>
    public string? Find(string? token) =>
        token is not null && tokens.TryGetValue(DigestOf(token), out var found) && clock.GetUtcNow() <= found.Expires ? found.CertificateId : null;

    /// <summary>A token serves one provisioning.</summary>
    public void Spend(string token) => tokens.TryRemove(DigestOf(token), out _);

    private static string DigestOf(string token) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
}
