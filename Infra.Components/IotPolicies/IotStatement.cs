using System.Collections.Immutable;

namespace Infra.Components.IotPolicies;

/// <summary>
/// One statement of an IoT policy, made by its verb. The verb decides the kind of resource, so that a subscription cannot be granted on
/// a topic: <c>iot:Subscribe</c> is evaluated on <c>topicfilter/</c>, <c>iot:Publish</c> and <c>iot:Receive</c> on <c>topic/</c>, <c>iot:Connect</c> on <c>client/</c>.
/// </summary>
public sealed record IotStatement
{
    private IotStatement(string resourceKind, ImmutableArray<string> actions, IEnumerable<string> names) =>
        (ResourceKind, Actions, Names) = (resourceKind, actions, [.. names]);

    /// <summary><c>client</c>, <c>topic</c> or <c>topicfilter</c>.</summary>
    public string ResourceKind { get; }

    /// <summary>The actions, such as <c>iot:Publish</c>.</summary>
    public ImmutableArray<string> Actions { get; }

    /// <summary>The client ids or topics, without the ARN around them.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Whether it counts only while the certificate is attached to the thing that the client id names.</summary>
    public bool OnlyAttached { get; private init; }

    /// <summary>Connecting under the thing's own name, with a certificate that is attached to that thing.</summary>
    public static IotStatement ConnectAsOwnThing { get; } =
        new("client", ["iot:Connect"], [PolicyVariables.ThingName]) { OnlyAttached = true };

    /// <summary>Connecting under client ids that match a pattern, for certificates that have no thing yet (provisioning claims).</summary>
    public static IotStatement ConnectAs(string clientIdPattern) => new("client", ["iot:Connect"], [clientIdPattern]);

    /// <summary>Publishing.</summary>
    public static IotStatement Publish(params ImmutableArray<TopicPattern> topics) => new("topic", ["iot:Publish"], Texts(topics));

    /// <summary>Getting what a subscription delivers.</summary>
    public static IotStatement Receive(params ImmutableArray<TopicPattern> topics) => new("topic", ["iot:Receive"], Texts(topics));

    /// <summary>Publishing and receiving on the same topics.</summary>
    public static IotStatement PublishAndReceive(params ImmutableArray<TopicPattern> topics) =>
        new("topic", ["iot:Publish", "iot:Receive"], Texts(topics));

    /// <summary>Subscribing; receiving needs its own statement.</summary>
    public static IotStatement Subscribe(params ImmutableArray<TopicPattern> topics) => new("topicfilter", ["iot:Subscribe"], Texts(topics));

    private static IEnumerable<string> Texts(ImmutableArray<TopicPattern> topics) => topics.IsEmpty
        ? throw new ComponentException(ComponentCodes.IotTopicInvalid, "a statement about topics names at least one")
        : topics.Select(topic => topic.Value);
}
