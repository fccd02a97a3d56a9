using System.Collections.Immutable;
using Infra.Components.IotPolicies;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="ClaimPolicy"/> is made from.</summary>
public sealed class ClaimPolicyArgs : IotPolicyArgs
{
    /// <summary>
    /// How the MQTT client ids of devices with a claim begin. Default: <c>{sku}.claim-</c>, with a full stop,
    /// which no device id has: AWS IoT drops whoever is connected under a client id that connects again, and a claim must not do that to a device.
    /// </summary>
    [Input("clientIdPrefix")]
    public string? ClientIdPrefix { get; init; }

    /// <summary>How payloads may be written, json and cbor. Default: json.</summary>
    [Input("formats")]
    public ImmutableArray<string> Formats { get; init; } = ["json"];

    /// <summary>Whether AWS IoT may make the device's key as well and send it over MQTT. Default: no, the device sends a CSR and keeps its key.</summary>
    [Input("keysFromAws")]
    public bool KeysFromAws { get; init; }
}

/// <summary>
/// The IoT policy of a claim certificate that devices are built with ("provisioning by claim"): to ask for a certificate and to run the product
/// line's fleet template, and nothing else. A trusted user's temporary claim takes no policy; AWS IoT limits it itself.
/// </summary>
/// <param name="name">The component's name.</param>
/// <param name="args">What it is made from.</param>
/// <param name="options">Pulumi's options.</param>
public sealed class ClaimPolicy(string name, ClaimPolicyArgs args, ComponentResourceOptions? options = null)
    : IotPolicyComponent("infra-components:index:ClaimPolicy", name, args, args.Names.ClaimPolicy, DocumentOf(args), options)
{
    private static readonly ImmutableArray<string> KnownFormats = ["json", "cbor"];

    private static IotPolicyDocument DocumentOf(ClaimPolicyArgs args)
    {
        var requests = Requests(args).ToImmutableArray();
        var answers = requests.Select(request => TopicPattern.Parse($"{request}/*")).ToImmutableArray();
        return new(
            // No thing yet: iot:Connection.Thing has no value, and a policy with it would never let a claim connect.
            IotStatement.ConnectAs($"{args.ClientIdPrefix ?? $"{args.Names.Sku}.claim-"}*"),
            IotStatement.Publish(requests),
            IotStatement.Receive(answers),
            IotStatement.Subscribe(answers));
    }

    // AWS IoT, "Device provisioning MQTT API"; each is answered on /accepted and /rejected below it, and on no other topic.
    private static IEnumerable<TopicPattern> Requests(ClaimPolicyArgs args)
    {
        if (args.Formats.IsEmpty || args.Formats.Except(KnownFormats).Any())
        {
            throw new ComponentException(ComponentCodes.ClaimFormatUnknown, $"a claim cannot write payloads as '{string.Join(", ", args.Formats)}'; choose from {string.Join(", ", KnownFormats)}");
        }
        foreach (var format in args.Formats)
        {
            yield return TopicPattern.Parse($"$aws/certificates/create-from-csr/{format}");
            if (args.KeysFromAws) { yield return TopicPattern.Parse($"$aws/certificates/create/{format}"); }
            yield return TopicPattern.Parse($"$aws/provisioning-templates/{args.Names.FleetTemplate}/provision/{format}");
        }
    }
}
