using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Local.Iot.Api;

/// <summary>One page of a list operation. Markers are opaque to the caller; here they are the position to go on from.</summary>
internal static class Page
{
    private const int DefaultSize = 25;
    private const int LargestSize = 250;

    /// <summary>Operations that page with pageSize, marker and nextMarker.</summary>
    public static JsonObject Marked<T>(IotRequest request, string member, IReadOnlyList<T> all, Func<T, JsonNode?> render) =>
        Of(request, member, all, render, ("pageSize", "marker", "nextMarker"));

    /// <summary>Operations that page with maxResults and nextToken.</summary>
    public static JsonObject Tokened<T>(IotRequest request, string member, IReadOnlyList<T> all, Func<T, JsonNode?> render) =>
        Of(request, member, all, render, ("maxResults", "nextToken", "nextToken"));

    private static JsonObject Of<T>(IotRequest request, string member, IReadOnlyList<T> all, Func<T, JsonNode?> render, (string Size, string From, string Next) names)
    {
        var size = request.Number(names.Size) ?? DefaultSize;
        if (size is < 1 or > LargestSize) { throw IotErrors.Invalid($"{names.Size} is {size}; 1 to {LargestSize} are allowed"); }
        var from = Position(request.Query(names.From), names.From);
        // isAscendingOrder says oldest first; every store lists oldest first, so only an express false turns it round.
        var ordered = request.Query("isAscendingOrder") is not null && !request.Flag("isAscendingOrder") ? all.Reverse() : all;
        var page = new JsonObject { [member] = new JsonArray([.. ordered.Skip(from).Take((int)size).Select(render)]) };
        if (from + size < all.Count) { page[names.Next] = Convert.ToBase64String(Encoding.ASCII.GetBytes((from + size).ToString(CultureInfo.InvariantCulture))); }
        return page;
    }

    private static int Position(string? marker, string name)
    {
        if (marker is null) { return 0; }
        var bytes = new byte[marker.Length];
        return Convert.TryFromBase64String(marker, bytes, out var length)
            && int.TryParse(Encoding.ASCII.GetString(bytes, 0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw IotErrors.Invalid($"{name} is not one that this operation returned");
    }
}
