using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Infra.Local.Review;

/// <summary>One statement as a reviewer reads it.</summary>
/// <param name="Sid">Its name; an IoT policy's statements are numbered.</param>
/// <param name="Allows">The actions.</param>
/// <param name="On">The resources.</param>
/// <param name="Only">The conditions, each in words.</param>
/// <param name="NeededBy">Which calls need it, or which reason a <c>*</c> has.</param>
internal sealed record ReviewedStatement(
    string Sid, ImmutableArray<string> Allows, ImmutableArray<string> On, ImmutableArray<string> Only, ImmutableArray<string> NeededBy)
{
    /// <summary>Equal for statements that say the same, in whichever profile.</summary>
    public string Key => string.Join('\n', [Sid, .. Allows, "on", .. On, "only", .. Only, "needed", .. NeededBy]);

    public static ImmutableArray<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(text => text!.GetValue<string>())],
        var one => [one.GetValue<string>()],
    };

    public static ImmutableArray<string> Conditions(JsonNode? node) => node is not JsonObject operators ? [] :
    [
        .. from comparison in operators
           from key in comparison.Value!.AsObject()
           select $"`{key.Key}` {comparison.Key} `{string.Join("`, `", Texts(key.Value))}`",
    ];
}
