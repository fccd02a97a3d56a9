using System.CommandLine;
using System.Globalization;

namespace Infra.Tools;

/// <summary>Whole numbers within limits, refused as part of the command line.</summary>
internal static class OptionRanges
{
    /// <summary>What is no number at all is the parser's to refuse.</summary>
    public static void RequireRange(this Option option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            && (value < least || value > most))
        {
            result.AddError($"{option.Name} must be from {least} to {most}, is {value}");
        }
    });

    /// <summary>One of a few numbers.</summary>
    public static void RequireOneOf(this Option<int> option, params int[] allowed) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && !allowed.Contains(value))
        {
            result.AddError($"{option.Name} must be one of {string.Join(", ", allowed)}, is {value}");
        }
    });
}
