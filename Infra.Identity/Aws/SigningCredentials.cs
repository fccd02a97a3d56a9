namespace Infra.Identity.Aws;

/// <summary>AWS credentials, as far as a signature needs them.</summary>
/// <param name="accessKeyId">Whose they are.</param>
/// <param name="secretAccessKey">What signs.</param>
/// <param name="sessionToken">Of an assumed role, as functions have. Default: none, a user's own.</param>
// A class, not a record: a record's ToString would print the secret.
public sealed class SigningCredentials(string accessKeyId, string secretAccessKey, string? sessionToken = null)
{
    /// <summary>Whose they are.</summary>
    public string AccessKeyId { get; } = accessKeyId;

    internal string SecretAccessKey { get; } = secretAccessKey;

    internal string? SessionToken { get; } = sessionToken;
}
