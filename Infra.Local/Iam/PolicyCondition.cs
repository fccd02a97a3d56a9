using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Infra.Local.Iam;

/// <summary>One line of a statement's Condition block: <c>"ArnLike": { "aws:SourceArn": ["..."] }</c>.</summary>
/// <param name="Operator">The operator as written, prefix and suffix included.</param>
/// <param name="Key">The condition key.</param>
/// <param name="Values">The policy's values; any one may match.</param>
internal sealed record PolicyCondition(string Operator, string Key, ImmutableArray<PolicyText> Values)
{
    private const string AllValues = "ForAllValues:";
    private const string AnyValue = "ForAnyValue:";
    private const string IfExists = "IfExists";

    private delegate bool Comparison(PolicyText policy, string request, RequestContext context);

    // A negated operator is its positive one turned round: "no policy value matches", true as well when the key is absent.
    private static readonly ImmutableDictionary<string, (Comparison Compare, bool Negated)> operators =
        new Dictionary<string, (Comparison, bool)>(StringComparer.OrdinalIgnoreCase)
        {
            ["StringEquals"] = (Equal, false),
            ["StringNotEquals"] = (Equal, true),
            ["StringEqualsIgnoreCase"] = (EqualIgnoringCase, false),
            ["StringNotEqualsIgnoreCase"] = (EqualIgnoringCase, true),
            ["StringLike"] = (Like, false),
            ["StringNotLike"] = (Like, true),
            // ArnEquals and ArnLike behave identically (IAM User Guide, condition operators).
            ["ArnEquals"] = (LikeArn, false),
            ["ArnNotEquals"] = (LikeArn, true),
            ["ArnLike"] = (LikeArn, false),
            ["ArnNotLike"] = (LikeArn, true),
            ["NumericEquals"] = (Numbers((policy, request) => request == policy), false),
            ["NumericNotEquals"] = (Numbers((policy, request) => request == policy), true),
            ["NumericLessThan"] = (Numbers((policy, request) => request < policy), false),
            ["NumericLessThanEquals"] = (Numbers((policy, request) => request <= policy), false),
            ["NumericGreaterThan"] = (Numbers((policy, request) => request > policy), false),
            ["NumericGreaterThanEquals"] = (Numbers((policy, request) => request >= policy), false),
            ["DateEquals"] = (Dates((policy, request) => request == policy), false),
            ["DateNotEquals"] = (Dates((policy, request) => request == policy), true),
            ["DateLessThan"] = (Dates((policy, request) => request < policy), false),
            ["DateLessThanEquals"] = (Dates((policy, request) => request <= policy), false),
            ["DateGreaterThan"] = (Dates((policy, request) => request > policy), false),
            ["DateGreaterThanEquals"] = (Dates((policy, request) => request >= policy), false),
            ["Bool"] = (EqualIgnoringCase, false),
            ["BinaryEquals"] = (Equal, false),
            ["IpAddress"] = (InNetwork, false),
            ["NotIpAddress"] = (InNetwork, true),
        }.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether this is an operator of IAM; a policy with another is malformed.</summary>
    public static bool Knows(string name) => IsNull(name) || operators.ContainsKey(Bare(name));

    public bool Holds(RequestContext context)
    {
        var request = context[Key];
        if (IsNull(Operator))
        {
            return Values.Any(value => bool.TryParse(value.Raw, out var mustBeAbsent) && mustBeAbsent == request.IsDefault);
        }
        var (compare, negated) = operators[Bare(Operator)];
        bool Accepts(string value) => negated
            ? Values.All(policy => policy.IsResolvable(context) && !compare(policy, value, context))
            : Values.Any(policy => compare(policy, value, context));

        if (Operator.StartsWith(AllValues, StringComparison.OrdinalIgnoreCase)) { return request.IsDefault || request.All(Accepts); }
        if (Operator.StartsWith(AnyValue, StringComparison.OrdinalIgnoreCase)) { return !request.IsDefault && request.Any(Accepts); }
        if (request.IsDefault) { return negated || Operator.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase); }
        // Without a set operator a multi-valued key is undefined in IAM: fail closed.
        return request.Length == 1 && Accepts(request[0]);
    }

    private static bool IsNull(string name) => name.Equals("Null", StringComparison.OrdinalIgnoreCase);

    private static string Bare(string name)
    {
        foreach (var prefix in (ReadOnlySpan<string>)[AllValues, AnyValue])
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) { name = name[prefix.Length..]; }
        }
        return name.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase) ? name[..^IfExists.Length] : name;
    }

    private static bool Equal(PolicyText policy, string request, RequestContext context) => policy.Is(request, context);

    private static bool EqualIgnoringCase(PolicyText policy, string request, RequestContext context) =>
        policy.Is(request, context, StringComparison.OrdinalIgnoreCase);

    private static bool Like(PolicyText policy, string request, RequestContext context) => policy.Matches(request, context);

    private static bool LikeArn(PolicyText policy, string request, RequestContext context) => policy.MatchesArn(request, context);

    private static bool InNetwork(PolicyText policy, string request, RequestContext context) =>
        IPAddress.TryParse(request, out var address)
        && (policy.Raw.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.TryParse(policy.Raw, out var network) && network.Contains(address)
            : IPAddress.TryParse(policy.Raw, out var single) && single.Equals(address));

    private static Comparison Numbers(Func<decimal, decimal, bool> compare) => (policy, request, _) =>
        decimal.TryParse(policy.Raw, CultureInfo.InvariantCulture, out var left)
        && decimal.TryParse(request, CultureInfo.InvariantCulture, out var right)
        && compare(left, right);

    private static Comparison Dates(Func<DateTimeOffset, DateTimeOffset, bool> compare) => (policy, request, _) =>
        TryDate(policy.Raw, out var left) && TryDate(request, out var right) && compare(left, right);

    // ISO 8601 or epoch seconds.
    private static bool TryDate(string text, out DateTimeOffset date)
    {
        if (long.TryParse(text, CultureInfo.InvariantCulture, out var seconds))
        {
            date = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);
    }
}
