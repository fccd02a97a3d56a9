using System.Text;

namespace Infra.Local.Gateway;

/// <summary>
/// What IoT Core's message broker does not take (AWS General Reference, "AWS IoT Core endpoints and quotas", message broker limits).
/// Each check returns what is wrong, or null.
/// </summary>
internal static class GatewayLimits
{
    private const int ClientIdBytes = 128;
    private const int PayloadBytes = 128 * 1024;
    private const int SubscriptionsPerConnection = 50;
    private const int TopicBytes = 256;
    private const int TopicSlashes = 7;

    public static string? OfClientId(string clientId) => Encoding.UTF8.GetByteCount(clientId) is var bytes and > ClientIdBytes
        ? $"the client id has {bytes} bytes (> {ClientIdBytes})"
        : null;

    public static string? OfPayload(long bytes) => bytes > PayloadBytes ? $"the payload has {bytes} bytes (> {PayloadBytes})" : null;

    public static string? OfSubscriptions(int count) => count > SubscriptionsPerConnection
        ? $"the connection has {count} subscriptions (> {SubscriptionsPerConnection})"
        : null;

    /// <summary>Topic names and topic filters alike. The reserved topics of $aws are IoT Core's own, and exempt.</summary>
    public static string? OfTopic(string topic)
    {
        if (topic.StartsWith("$aws/", StringComparison.Ordinal)) { return null; }
        if (Encoding.UTF8.GetByteCount(topic) is var bytes and > TopicBytes) { return $"the topic has {bytes} bytes (> {TopicBytes})"; }
        return topic.Count(character => character == '/') is var slashes and > TopicSlashes ? $"the topic has {slashes} slashes (> {TopicSlashes})" : null;
    }
}
