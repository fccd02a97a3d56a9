using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Local.Iam;

/// <summary>An access key pair. The id tells who calls; the secret is random per run, lives in memory only, and signs the calls.</summary>
internal sealed record RoleCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Credentials whose id follows from <paramref name="owner"/>, so that a log or a trace of one run can be read beside another's.</summary>
    public static RoleCredentials For(string owner, string prefix)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(owner));
        return new(prefix + string.Concat(digest.Take(16).Select(value => Base32[value & 31])), RandomText(30), RandomText(48));
    }

    // Keeps the secrets out of logs and exception texts.
    public override string ToString() => AccessKeyId;

    private static string RandomText(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
