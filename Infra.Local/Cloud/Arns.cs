namespace Infra.Local.Cloud;

/// <summary>The one account of the local cloud.</summary>
internal static class Arns
{
    public const string Account = "123456789012";

    /// <summary>The organization that the account is in; other accounts are in none.</summary>
    public const string Organization = "o-localcloud1";

    /// <summary>Whoever runs the local cloud.</summary>
    public const string Operator = $"arn:aws:iam::{Account}:user/operator";

    /// <summary>An ARN in this account: <c>arn:aws:{service}:{region}:{account}:{resource}</c>.</summary>
    public static string Of(string service, string region, string resource) => $"arn:aws:{service}:{region}:{Account}:{resource}";
}
