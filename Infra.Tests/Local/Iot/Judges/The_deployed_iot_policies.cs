using Infra.Components;
using Infra.Local.Iot.Policies;
using Infra.Tests.Components;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Iot.Judges;

/// <summary>Every IoT policy that a profile deploys or the library can make: no device acts as another, whatever it is called and whatever it asks for.</summary>
[Collection("pulumi")]
public sealed class The_deployed_iot_policies
{
    private const string ThingName = "${iot:Connection.Thing.ThingName}";

    private static readonly string[] Paths =
    [
        .. Profile.All.SelectMany(profile => Directory.EnumerateFiles(Repository.PathOf("policies", profile.Name), "iot-*.json")),
    ];

    // Profiles share theirs.
    private static readonly string[] Different =
        [.. Paths.DistinctBy(File.ReadAllText).Select(path => Path.GetRelativePath(Repository.PathOf("policies"), path))];

    public static TheoryData<string> Committed => [.. Different];

    public static TheoryData<string> OfDevices => [.. Different.Where(path => path.EndsWith("iot-device.json", StringComparison.Ordinal))];

    [Fact]
    public void are_there_for_every_profile() => Assert.All(Profile.All, profile => Assert.Contains(Repository.PathOf("policies", profile.Name, "iot-device.json"), Paths));

    // A role called iot-something would be taken for one of them, and judged by nobody.
    [Fact]
    public void are_all_that_is_called_iot() => Assert.All(Paths, path => Assert.Contains("\"iot:Connect\"", File.ReadAllText(path), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Committed))]
    public void let_no_device_act_as_another(string path) => Assert.Empty(Breaches(Repository.Read("policies", path)));

    [Theory]
    [MemberData(nameof(Committed))]
    public void let_no_device_act_as_another_by_a_random_filter(string path) => Assert.Empty(BreachesByRandomFilters(Repository.Read("policies", path)));

    [Fact]
    public async Task that_the_library_can_make_let_no_device_act_as_another()
    {
        var recorder = await Deployed.By(() =>
        {
            _ = new DevicePolicy("device", new() { Names = Deployed.Names, Jobs = true });
            _ = new DevicePolicy("another-root", new() { Names = Deployed.Names, TopicRoot = "fleet/all", Shadow = false });
            _ = new ShadowOnlyPolicy("shadow", new() { Names = Deployed.Names });
            _ = new ClaimPolicy("claim", new() { Names = Deployed.Names, KeysFromAws = true, Formats = ["json", "cbor"] });
        });
        var policies = PolicyFiles.Of(recorder);

        Assert.Equal(["iot-another-root.json", "iot-claim.json", "iot-device.json", "iot-shadow.json"], policies.Keys);
        Assert.All(policies, policy => Assert.Empty(Breaches(policy.Value).Concat(BreachesByRandomFilters(policy.Value))));
    }

    // Nothing is refused for the wrong reason: the device itself may what its policy is for.
    [Theory]
    [MemberData(nameof(OfDevices))]
    public void let_each_device_be_itself(string path)
    {
        var policy = Repository.Read("policies", path);
        Assert.All(Attacks.Attackers, id =>
        {
            (string Action, string Resource)[] own =
            [
                (IotActions.Connect, $"client/{id}"), (IotActions.Publish, $"topic/widgiot/{id}/hello"), (IotActions.Receive, $"topic/widgiot/{id}/hello"),
                (IotActions.Subscribe, $"topicfilter/widgiot/{id}/#"), (IotActions.Publish, $"topic/$aws/things/{id}/shadow/update"),
            ];
            Assert.All(own, request => Assert.Equal(IotDecision.Allow, new IotQuestion([policy], TestDevice.Named(id), request.Action, request.Resource).Decision));
            // The same names without the registry's word for them are nothing.
            Assert.All(own, request => Assert.Equal(IotDecision.ImplicitDeny, new IotQuestion([policy], TestDevice.Named(id, attached: false), request.Action, request.Resource).Decision));
        });
    }

    // The check itself is checked: each of these holes, made in the policy of a profile, is found.
    [Theory]
    [InlineData($"topic/widgiot/{ThingName}/*", $"topic/widgiot/{ThingName}*")]
    [InlineData($"topic/widgiot/{ThingName}/*", $"topic/widgiot/*{ThingName}/*")]
    [InlineData($"topic/widgiot/{ThingName}/*", "topic/widgiot/${iot:Certificate.Subject.CommonName}?/*")]
    [InlineData($"topic/widgiot/{ThingName}/*", "topic/*/hello")]
    [InlineData($"topic/$aws/things/{ThingName}/shadow/*", "topic/$aws/things/*/shadow/get")]
    [InlineData($"topicfilter/widgiot/{ThingName}/*", $"topicfilter/widgiot/*/{ThingName}/*")]
    [InlineData($"topicfilter/widgiot/{ThingName}/*", "topicfilter/widgiot/+/*")]
    [InlineData($"topicfilter/widgiot/{ThingName}/*", "topicfilter/widgiot/?")]
    [InlineData($"client/{ThingName}", $"client/{ThingName}*")]
    [InlineData($"client/{ThingName}", "client/*")]
    [InlineData("\"iot:Receive\"", "\"iot:Receive\", \"iot:*\"")]
    public void with_a_hole_are_found_out(string closed, string hole)
    {
        var policy = Repository.Read("policies", "dev", "iot-device.json");
        var open = hole.Contains("iot:*", StringComparison.Ordinal)
            ? policy.Replace(closed, hole, StringComparison.Ordinal).Replace($":topic/widgiot/{ThingName}/*", ":*", StringComparison.Ordinal)
            : policy.Replace($":{closed}\"", $":{hole}\"", StringComparison.Ordinal);

        Assert.NotEqual(policy, open);
        Assert.NotEmpty(Breaches(open));
    }

    /// <summary>What a device may do to another's under a policy, in any of the ways it can be connected.</summary>
    private static IEnumerable<string> Breaches(string document)
    {
        var policies = new[] { IotPolicyDocument.Parse(document) };
        return
            from attacker in Attacks.Attackers
            from victim in Attacks.Lookalikes(attacker)
            from device in Disguises(attacker, victim)
            from request in Attacks.Requests(attacker, victim)
            where !IsAttackersOwn(request.Resource, attacker)
            where IotPolicyEvaluator.Evaluate(policies, request.Action, IotQuestion.Arn + request.Resource, device.Context) == IotDecision.Allow
            select $"'{attacker}' as '{device.ClientId}' may {request.Action} {request.Resource}";
    }

    /// <summary>Any filter that a device may subscribe to delivers none of another's topics.</summary>
    private static IEnumerable<string> BreachesByRandomFilters(string document)
    {
        var policies = new[] { IotPolicyDocument.Parse(document) };
        var random = new Random(4711);
        string[] attackers = ["device-1", "urn:dev:1"];
        return
            from attacker in attackers
            let context = TestDevice.Named(attacker).Context
            let victims = Attacks.Lookalikes(attacker).SelectMany(victim => Attacks.TopicsOf(attacker, victim)).Where(topic => !IsAttackersOwn($"topic/{topic}", attacker)).ToArray()
            from filter in RandomFilters(random, attacker, 1500)
            where IotPolicyEvaluator.Evaluate(policies, IotActions.Subscribe, $"{IotQuestion.Arn}topicfilter/{filter}", context) == IotDecision.Allow
            from topic in victims
            where Attacks.Delivers(filter, topic)
            select $"'{attacker}' may subscribe to {filter}, which delivers {topic}";
    }

    private static IEnumerable<string> RandomFilters(Random random, string attacker, int count)
    {
        string[] levels = ["widgiot", "$aws", "things", "shadow", "jobs", attacker, attacker, $"{attacker}0", "+", "+", "#", "*", "?", "", "$share", "hello", "fleet", "all"];
        return Enumerable.Range(0, count).Select(_ => string.Join('/', Enumerable.Range(0, 1 + random.Next(6)).Select(_ => levels[random.Next(levels.Length)])));
    }

    /// <summary>As itself; under the victim's client id, which its certificate is not attached to; with the victim's name in its certificate.</summary>
    private static IEnumerable<TestDevice> Disguises(string attacker, string victim) =>
    [
        TestDevice.Named(attacker),
        TestDevice.Named(attacker, attached: false),
        TestDevice.Named(attacker) with { ClientId = victim, Attached = null },
        TestDevice.Named(attacker, attached: false) with { ClientId = victim, Subject = new Dictionary<string, string[]> { ["CommonName"] = [victim] } },
        TestDevice.Named(attacker, attached: false) with { ClientId = "*" },
        TestDevice.Named(attacker, attached: false) with { ClientId = "+" },
        TestDevice.Named(attacker, attached: false) with { ClientId = "#" },
        TestDevice.Named(attacker, attached: false) with { ClientId = "${iot:Connection.Thing.ThingName}" },
    ];

    // A filter with the victim's level replaced may name the attacker (id 'widgiot', say); that is no breach.
    private static bool IsAttackersOwn(string resource, string attacker) =>
        resource == $"client/{attacker}"
        || resource.StartsWith($"topic/widgiot/{attacker}/", StringComparison.Ordinal) || resource.StartsWith($"topicfilter/widgiot/{attacker}/", StringComparison.Ordinal)
        || resource.StartsWith($"topic/$aws/things/{attacker}/", StringComparison.Ordinal) || resource.StartsWith($"topicfilter/$aws/things/{attacker}/", StringComparison.Ordinal);
}
