using Infra.Components.IotPolicies;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="ShadowOnlyPolicy"/> is made from.</summary>
public sealed class ShadowOnlyPolicyArgs : IotPolicyArgs;

/// <summary>The IoT policy of devices that report to, and take orders from, their own shadow and have no topics beside it.</summary>
/// <param name="name">The component's name.</param>
/// <param name="args">What it is made from.</param>
/// <param name="options">Pulumi's options.</param>
public sealed class ShadowOnlyPolicy(string name, ShadowOnlyPolicyArgs args, ComponentResourceOptions? options = null)
    : IotPolicyComponent("infra-components:index:ShadowOnlyPolicy", name, args, args.Names.ShadowOnlyPolicy, OwnShadow, options)
{
    private static readonly IotPolicyDocument OwnShadow = new(
        IotStatement.ConnectAsOwnThing,
        IotStatement.PublishAndReceive(TopicPattern.OwnShadow),
        IotStatement.Subscribe(TopicPattern.OwnShadow));
}
