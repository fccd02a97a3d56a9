using System.Text.Json;
using Infra.Identity;

namespace Infra.Tools.Keys;

/// <summary>The IoT policy of one lab board: connect as itself, and use its own topics; nothing else, unlike the prerequisite page's policy for all of the account.</summary>
internal static class BoardPolicy
{
    /// <summary>Policy names have no colon where thing names do, and the other way round a full stop: no two things share a policy.</summary>
    public static string NameFor(DeviceId thing) => $"{thing.ToString().Replace(':', '.')}-lab-board";

    /// <param name="thingArn">Gives partition, region and account.</param>
    /// <param name="thing">The board.</param>
    public static string DocumentFor(string thingArn, DeviceId thing)
    {
        var prefix = thingArn[..(thingArn.LastIndexOf(":thing/", StringComparison.Ordinal) + 1)];
        string[] own = [$"{thing}/*", $"$aws/things/{thing}/*"];
        return JsonSerializer.Serialize(new
        {
            Version = "2012-10-17",
            Statement = new object[]
            {
                new { Effect = "Allow", Action = (string[])["iot:Connect"], Resource = (string[])[$"{prefix}client/{thing}"] },
                new { Effect = "Allow", Action = (string[])["iot:Publish", "iot:Receive"], Resource = own.Select(topic => $"{prefix}topic/{topic}") },
                new { Effect = "Allow", Action = (string[])["iot:Subscribe"], Resource = own.Select(topic => $"{prefix}topicfilter/{topic}") },
            },
        });
    }

    /// <summary>Whether two documents say the same, whatever their blanks.</summary>
    public static bool Same(string one, string other)
    {
        try
        {
            using var first = JsonDocument.Parse(one);
            using var second = JsonDocument.Parse(other);
            return JsonElement.DeepEquals(first.RootElement, second.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
