using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Infra.Local.Iam;

/// <summary>
/// A string of a policy, with <c>*</c> and <c>?</c> as wildcards and <c>${key}</c> or <c>${key, 'default'}</c> as variables
/// (IAM User Guide, "IAM policy elements: Variables and tags"). <c>${*}</c>, <c>${?}</c> and <c>${$}</c> stand for the characters themselves.
/// </summary>
internal readonly record struct PolicyText(string Raw)
{
    // Wildcards become characters of a private-use area, so that a literal or substituted '*' is never one.
    private const char AnyRun = '\uE000';
    private const char AnyOne = '\uE001';

    /// <summary>Whether it has an ARN's six parts, or is a bare wildcard or a variable that may stand for one.</summary>
    public bool IsArnShaped => Raw == "*" || Raw.StartsWith("${", StringComparison.Ordinal) || Raw.Split(':', 6).Length == 6;

    /// <summary>Whether <paramref name="value"/> matches, wildcards included.</summary>
    public bool Matches(string value, RequestContext context, bool ignoreCase = false) =>
        TryResolve(context, wildcards: true, out var pattern) && Glob(pattern, value, ignoreCase);

    /// <summary>Whether <paramref name="value"/> is this text, wildcards being ordinary characters.</summary>
    public bool Is(string value, RequestContext context, StringComparison comparison = StringComparison.Ordinal) =>
        TryResolve(context, wildcards: false, out var text) && string.Equals(text, value, comparison);

    /// <summary>
    /// Whether <paramref name="arn"/> matches part by part: a wildcard does not reach over the colons that part an ARN's six components.
    /// A bare <c>*</c> matches everything.
    /// </summary>
    public bool MatchesArn(string arn, RequestContext context)
    {
        if (Raw == "*") { return true; }
        if (!TryResolve(context, wildcards: true, out var pattern)) { return false; }
        var patternParts = pattern.Split(':', 6);
        var parts = arn.Split(':', 6);
        if (patternParts.Length != parts.Length) { return false; }
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Glob(patternParts[i], parts[i], ignoreCase: false)) { return false; }
        }
        return true;
    }

    /// <summary>
    /// Whether the request has a value for each variable. A text that cannot be filled in matches nothing, and where a policy says "not"
    /// it must not for that reason match everything.
    /// </summary>
    public bool IsResolvable(RequestContext context) => TryResolve(context, wildcards: false, out _);

    /// <summary>Fills in the variables; fails when the request has no value for one that has no default, so that the text matches nothing.</summary>
    public bool TryResolve(RequestContext context, bool wildcards, [NotNullWhen(true)] out string? resolved)
    {
        resolved = null;
        var text = new StringBuilder(Raw.Length);
        for (var i = 0; i < Raw.Length; i++)
        {
            if (Raw[i] == '$' && i + 1 < Raw.Length && Raw[i + 1] == '{' && Raw.IndexOf('}', i) is var end and > 0)
            {
                if (ValueOf(Raw[(i + 2)..end], context) is not { } value) { return false; }
                text.Append(value);
                i = end;
                continue;
            }
            text.Append(wildcards ? Raw[i] switch { '*' => AnyRun, '?' => AnyOne, var other => other } : Raw[i]);
        }
        resolved = text.ToString();
        return true;
    }

    private static string? ValueOf(string variable, RequestContext context)
    {
        if (variable is "*" or "?" or "$") { return variable; }
        var comma = variable.IndexOf(',', StringComparison.Ordinal);
        var key = comma < 0 ? variable : variable[..comma];
        // A variable has one value; a key with several cannot fill it in.
        if (context[key.Trim()] is { IsDefault: false, Length: 1 } values) { return values[0]; }
        return comma < 0 ? null : variable[(comma + 1)..].Trim().Trim('\'');
    }

    private static bool Glob(string pattern, string value, bool ignoreCase)
    {
        var (p, v, star, resume) = (0, 0, -1, 0);
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == AnyRun)
            {
                (star, resume) = (p++, v);
            }
            else if (p < pattern.Length && (pattern[p] == AnyOne || Same(pattern[p], value[v], ignoreCase)))
            {
                p++;
                v++;
            }
            else if (star >= 0)
            {
                (p, v) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == AnyRun) { p++; }
        return p == pattern.Length;
    }

    private static bool Same(char a, char b, bool ignoreCase) =>
        a == b || (ignoreCase && char.ToUpperInvariant(a) == char.ToUpperInvariant(b));

    public override string ToString() => Raw;
}
