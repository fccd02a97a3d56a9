using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Infra.Identity.Aws;

/// <summary>
/// The name of an AWS region: area, direction and number, as in <c>us-east-1</c>, <c>us-gov-west-1</c> and <c>eusc-de-east-1</c>. Its form is checked, not
/// whether AWS has it: regions come each year (AWS SDKs, <c>partitions.json</c>, "regionRegex").
/// </summary>
public static partial class AwsRegion
{
    /// <summary>What a name must look like, in words, for error messages.</summary>
    public const string Grammar = "an AWS region such as us-east-1";

    /// <summary>Whether a text is a region's name.</summary>
    public static bool IsName([NotNullWhen(true)] string? text) => text is not null && Name().IsMatch(text);

    [GeneratedRegex(@"^[a-z]{2,4}(-[a-z]+){1,2}-[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
