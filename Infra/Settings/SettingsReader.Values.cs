using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Infra.Identity.Aws;
using Pulumi;

namespace Infra;

/// <summary>One value each: what a key holds, or its fault and something to go on with.</summary>
internal sealed partial class SettingsReader
{
    private ImmutableArray<string> List(string key)
    {
        if (config.Get(key) is not { } json) { return []; }
        try { return JsonSerializer.Deserialize<ImmutableArray<string>>(json); }
        catch (JsonException)
        {
            Fault(SettingCodes.Malformed, key, $"'{json}' is no list; write [a, b] in the stack's file, or use `pulumi config set --path '{key}[0]' a`");
            return [];
        }
    }

    private string Choice(string key, string otherwise, ImmutableArray<string> allowed)
    {
        if (config.Get(key) is not { } text) { return otherwise; }
        if (allowed.Contains(text)) { return text; }
        Fault(SettingCodes.NotAllowed, key, $"'{text}' is not allowed; choose one of {string.Join(", ", allowed)}");
        return otherwise;
    }

    private int Whole(string key, int otherwise, int least, int most)
    {
        if (config.Get(key) is not { } text) { return otherwise; }
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Fault(SettingCodes.Malformed, key, $"'{text}' is no whole number; give one from {least} to {most}");
            return otherwise;
        }
        if (number < least || number > most) { Fault(SettingCodes.OutOfRange, key, $"{number} is outside {least} to {most}"); }
        return number;
    }

    private bool Flag(string key, bool otherwise)
    {
        if (config.Get(key) is not { } text) { return otherwise; }
        if (bool.TryParse(text, out var flag)) { return flag; }
        Fault(SettingCodes.Malformed, key, $"'{text}' is neither true nor false");
        return otherwise;
    }

    private string? Matching(string key, Regex pattern, string allowed) => Matching(key, pattern.IsMatch, allowed);

    private string? Matching(string key, Func<string, bool> fits, string allowed)
    {
        if (config.Get(key) is not { } text) { return null; }
        if (!fits(text)) { Fault(SettingCodes.Malformed, key, $"'{text}' is not {allowed}"); }
        return text;
    }

    private string? Arn(string key, Regex pattern, string allowed)
    {
        if (config.Get(key) is not { } text) { return null; }
        Arn(key, text, pattern, allowed);
        return text;
    }

    private void Arn(string key, string text, Regex pattern, string allowed)
    {
        if (!pattern.IsMatch(text)) { Fault(SettingCodes.Malformed, key, $"'{text}' is not {allowed}"); }
        else { InPartition(key, text); }
    }

    /// <summary>An ARN is of the partition that the stack's region is in: accounts and regions of others are out of reach.</summary>
    private void InPartition(string key, string text)
    {
        if (new Config("aws").Get("region") is { } region && text.Split(':')[1] is var partition && partition != AwsPartition.Of(region).Id)
        {
            Fault(SettingCodes.Conflict, key, $"'{text}' is of partition {partition}, but {region} is in {AwsPartition.Of(region).Id}, and nothing crosses the border between them; name one of the latter");
        }
    }

    private string Required(string key, string nextStep)
    {
        if (config.Get(key) is { } text) { return text; }
        Fault(SettingCodes.Missing, key, $"is missing; {nextStep}");
        return "";
    }

    private void Fault(string code, string key, string message) => faults.Add(new(code, StackSettings.Key(key), message));
}
