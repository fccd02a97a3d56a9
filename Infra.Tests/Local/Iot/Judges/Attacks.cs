using Infra.Local.Iot.Policies;

namespace Infra.Tests.Local.Iot.Judges;

/// <summary>What one device might try in order to act as another, or to hear what is meant for it.</summary>
internal static class Attacks
{
    /// <summary>Device ids of the whole grammar: <c>[A-Za-z0-9:_-]</c>.</summary>
    public static IReadOnlyList<string> Attackers { get; } = ["device-1", "urn:dev:ops:4711", "A", "widgiot", "things"];

    private static readonly string[] ShadowTopics =
        ["shadow/get", "shadow/update", "shadow/delete", "shadow/get/accepted", "shadow/update/delta", "shadow/update/documents", "shadow/name/config/update", "shadow/name/config/update/delta"];

    private static readonly string[] JobTopics = ["jobs/get", "jobs/start-next", "jobs/notify", "jobs/notify-next", "jobs/job-1/update", "jobs/job-1/get/accepted"];

    // Nobody's but AWS IoT's, or of the fleet as a whole.
    private static readonly string[] ReservedTopics =
    [
        "$aws/events/presence/connected/VICTIM", "$aws/events/certificates/registered/abc", "$aws/events/thing/VICTIM/created", "$aws/rules/steal/VICTIM",
        "$aws/things/VICTIM/streams/stream-1/get/json", "$aws/things/VICTIM/tunnels/notify", "$aws/things/VICTIM/defender/metrics/json", "$aws/sitewise/asset-models/a/properties/b",
    ];

    /// <summary>Ids that a careless policy would take for the attacker's: longer, shorter, in other case, with more or fewer parts.</summary>
    public static IEnumerable<string> Lookalikes(string attacker)
    {
        string[] others =
        [
            attacker + "0", attacker + "-", attacker + ":", attacker + "_x", "0" + attacker, "-" + attacker, ":" + attacker, attacker + attacker,
            attacker[..^1], attacker[1..], Flip(attacker), attacker.Replace('-', '_'), attacker.Replace(':', '-'), "device-2", "victim",
        ];
        return others.Where(other => other.Length > 0 && other != attacker).Distinct();
    }

    /// <summary>What would act as the victim or change what is the victim's: action and resource.</summary>
    public static IEnumerable<(string Action, string Resource)> Requests(string attacker, string victim)
    {
        yield return (IotActions.Connect, $"client/{victim}");
        foreach (var topic in TopicsOf(attacker, victim))
        {
            yield return (IotActions.Publish, $"topic/{topic}");
            yield return (IotActions.RetainPublish, $"topic/{topic}");
            yield return (IotActions.Receive, $"topic/{topic}");
            foreach (var filter in FiltersFor(topic)) { yield return (IotActions.Subscribe, $"topicfilter/{filter}"); }
        }
        // Over HTTPS, which takes a device certificate as well; the resource is the thing.
        string[] overHttps = ["iot:GetThingShadow", "iot:UpdateThingShadow", "iot:DeleteThingShadow", "iot:ListNamedShadowsForThing", "iot:DescribeJobExecution", "iot:UpdateJobExecution", "iot:StartNextPendingJobExecution", "iot:GetPendingJobExecutions"];
        foreach (var action in overHttps) { yield return (action, $"thing/{victim}"); }
        yield return ("iot:GetRetainedMessage", $"topic/widgiot/{victim}/hello");
        yield return ("iot:ListRetainedMessages", "*");
    }

    /// <summary>The topics that are the victim's, each as its device uses it.</summary>
    public static IEnumerable<string> TopicsOf(string attacker, string victim) =>
    [
        $"widgiot/{victim}/hello", $"widgiot/{victim}/{attacker}/a", $"widgiot/{victim}", $"$aws/things/{victim}/{attacker}/shadow",
        .. ShadowTopics.Concat(JobTopics).Select(topic => $"$aws/things/{victim}/{topic}"),
        .. ReservedTopics.Select(topic => topic.Replace("VICTIM", victim, StringComparison.Ordinal)),
    ];

    /// <summary>Whether a subscription delivers a topic (MQTT 3.1.1, 4.7; of <c>$share/group/filter</c> the filter counts).</summary>
    public static bool Delivers(string filter, string topic)
    {
        var levels = filter.StartsWith("$share/", StringComparison.Ordinal) ? filter.Split('/')[2..] : filter.Split('/');
        var names = topic.Split('/');
        // A wildcard in front does not reach topics that begin with a dollar sign.
        if (names[0].StartsWith('$') && levels[0] is "#" or "+") { return false; }
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == "#") { return true; }
            if (i >= names.Length || (levels[i] != "+" && levels[i] != names[i])) { return false; }
        }
        return levels.Length == names.Length;
    }

    // The topic itself, MQTT's wildcards in the place of each level and behind it, and the policies' own wildcards, which MQTT takes for text.
    private static IEnumerable<string> FiltersFor(string topic)
    {
        yield return topic;
        yield return $"$share/group/{topic}";
        var levels = topic.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            foreach (var wildcard in (string[])["+", "*", "?", "${iot:Connection.Thing.ThingName}"])
            {
                yield return string.Join('/', [.. levels[..i], wildcard, .. levels[(i + 1)..]]);
            }
            yield return string.Join('/', [.. levels[..i], "#"]);
            yield return string.Join('/', [.. levels[..i], "*"]);
        }
        yield return string.Join('/', levels.Select(_ => "+"));
    }

    private static string Flip(string id) => string.Concat(id.Select(character => char.IsUpper(character) ? char.ToLowerInvariant(character) : char.ToUpperInvariant(character)));
}
