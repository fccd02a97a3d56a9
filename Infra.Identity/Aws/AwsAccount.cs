using System.Diagnostics.CodeAnalysis;

namespace Infra.Identity.Aws;

/// <summary>The id of an AWS account.</summary>
public static class AwsAccount
{
    /// <summary>What an id must look like, in words, for error messages.</summary>
    public const string Grammar = "an AWS account's id of 12 digits";

    /// <summary>Whether a text is an account's id.</summary>
    public static bool IsId([NotNullWhen(true)] string? text) => text is { Length: 12 } && text.All(char.IsAsciiDigit);
}
