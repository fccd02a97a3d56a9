namespace Infra.Local.Iot.Policies;

/// <summary>
/// A pattern of a policy: <c>*</c> is any text (it crosses <c>/</c>), <c>?</c> any one character, <c>${...}</c> a variable.
/// MQTT's <c>+</c> and <c>#</c> are plain text to a policy (developer guide, "Using wildcard characters in MQTT and AWS IoT Core policies").
/// </summary>
internal static class PolicyPattern
{
    /// <summary>Whether <paramref name="text"/> fits. Null: the pattern has a variable without a usable value, so that nobody can tell.</summary>
    public static bool? Matches(string pattern, string text, DeviceContext? variables) =>
        Tokens(pattern, variables) is { } tokens ? Matches(tokens, text, ignoreCase: false) : null;

    /// <summary>Whether an action fits; actions are compared without case and have no variables.</summary>
    public static bool MatchesAction(string pattern, string action) => Matches(Tokens(pattern, variables: null)!, action, ignoreCase: true);

    /// <summary>Replaces the variables of a text in which <c>*</c> and <c>?</c> are plain; null when one has no usable value.</summary>
    public static string? Substitute(string text, DeviceContext? variables) =>
        Tokens(text, variables) is { } tokens ? string.Concat(tokens.Select(token => token.Character)) : null;

    private static List<Token>? Tokens(string pattern, DeviceContext? variables)
    {
        var tokens = new List<Token>(pattern.Length + 32);
        for (var i = 0; i < pattern.Length; i++)
        {
            var end = variables is not null && pattern.AsSpan(i).StartsWith("${") ? pattern.IndexOf('}', i) : -1;
            if (end < 0)
            {
                tokens.Add(Token.Of(pattern[i]));
                continue;
            }
            if (Value(pattern[(i + 2)..end], variables!) is not { } value) { return null; }
            foreach (var character in value) { tokens.Add(new(character, IsWildcard: false)); }
            i = end;
        }
        return tokens;
    }

    // ${*}, ${?} and ${$} are how a policy writes those characters themselves (IAM user guide, "Policy variables: special characters").
    private static string? Value(string name, DeviceContext variables) => name is "*" or "?" or "$" ? name : variables.Variable(name);

    // The usual glob walk: remember the last star, and let it take one character more when what follows fails.
    private static bool Matches(List<Token> pattern, ReadOnlySpan<char> text, bool ignoreCase)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Count && pattern[p].IsStar)
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Count && pattern[p].Fits(text[t], ignoreCase))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Count && pattern[p].IsStar) { p++; }
        return p == pattern.Count;
    }

    /// <summary>One character of a pattern, and whether it is a wildcard or stands for itself.</summary>
    private readonly record struct Token(char Character, bool IsWildcard)
    {
        public bool IsStar => IsWildcard && Character == '*';

        public static Token Of(char character) => new(character, character is '*' or '?');

        public bool Fits(char other, bool ignoreCase) =>
            (IsWildcard && Character == '?')
            || Character == other
            || (ignoreCase && char.ToUpperInvariant(Character) == char.ToUpperInvariant(other));
    }
}
