using System.Collections.Immutable;
using Infra.Local.Aws;
using Infra.Local.Iot.Policies;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.X509;

namespace Infra.Tests.Local.Iot;

public class An_iot_policy
{
    private const string Prefix = "arn:aws:iot:eu-west-1:123456789012:";

    // Every verb, on one's own and on another's resource. "device-1" and "device-10" share a prefix on purpose.
    [Theory]
    [InlineData("device-1", "iot:Connect", "client/device-1", true)]
    [InlineData("device-1", "iot:Connect", "client/device-2", false)]
    [InlineData("device-1", "iot:Connect", "client/device-10", false)]
    [InlineData("device-1", "iot:Connect", "client/device-1/x", false)]
    [InlineData("device-1", "iot:Publish", "topic/widgiot/device-1/data", true)]
    [InlineData("device-1", "iot:Publish", "topic/widgiot/device-1/a/b/c", true)]
    [InlineData("device-1", "iot:Publish", "topic/widgiot/device-2/data", false)]
    [InlineData("device-1", "iot:Publish", "topic/widgiot/device-10/data", false)]
    [InlineData("device-1", "iot:Publish", "topic/widgiot", false)]
    [InlineData("device-1", "iot:Publish", "topic/$aws/things/device-1/shadow/update", true)]
    [InlineData("device-1", "iot:Publish", "topic/$aws/things/device-2/shadow/update", false)]
    [InlineData("device-1", "iot:Publish", "topicfilter/widgiot/device-1/data", false)]
    [InlineData("device-1", "iot:Receive", "topic/widgiot/device-1/data", true)]
    [InlineData("device-1", "iot:Receive", "topic/widgiot/device-2/data", false)]
    [InlineData("device-1", "iot:Receive", "topic/$aws/things/device-2/shadow/update/delta", false)]
    [InlineData("device-1", "iot:Subscribe", "topicfilter/widgiot/device-1/#", true)]
    [InlineData("device-1", "iot:Subscribe", "topicfilter/widgiot/device-1/+/x", true)]
    [InlineData("device-1", "iot:Subscribe", "topicfilter/widgiot/device-2/#", false)]
    [InlineData("device-1", "iot:Subscribe", "topicfilter/widgiot/+/data", false)]
    [InlineData("device-1", "iot:Subscribe", "topicfilter/widgiot/#", false)]
    [InlineData("device-1", "iot:Subscribe", "topicfilter/#", false)]
    [InlineData("device-1", "iot:Subscribe", "topic/widgiot/device-1/x", false)]
    [InlineData("device-1", "iot:RetainPublish", "topic/widgiot/device-1/data", false)]
    public void lets_a_device_act_as_itself_and_as_nobody_else(string device, string action, string resource, bool allowed) =>
        Assert.Equal(allowed, Decide(DevicePolicies.OwnTopicsOnly, action, resource, Attached(device)) == IotDecision.Allow);

    [Theory]
    [InlineData("iot:Connect", "client/device-1")]
    [InlineData("iot:Publish", "topic/widgiot/device-1/data")]
    [InlineData("iot:Receive", "topic/widgiot/device-1/data")]
    [InlineData("iot:Subscribe", "topicfilter/widgiot/device-1/#")]
    public void gives_nothing_to_a_certificate_that_only_claims_the_things_name(string action, string resource) =>
        Assert.Equal(IotDecision.ImplicitDeny, Decide(DevicePolicies.OwnTopicsOnly, action, resource, Unattached("device-1")));

    [Theory]
    [InlineData("topic/a/*", "topic/a/b", true)]
    [InlineData("topic/a/*", "topic/a/b/c/d", true)]
    [InlineData("topic/a/*", "topic/a", false)]
    [InlineData("topic/a/*/z", "topic/a/b/c/z", true)]
    [InlineData("topic/a/*/z", "topic/a/b/c/y", false)]
    [InlineData("topic/a?c", "topic/abc", true)]
    [InlineData("topic/a?c", "topic/ac", false)]
    [InlineData("topic/a?c", "topic/abbc", false)]
    [InlineData("topic/a/+", "topic/a/b", false)]
    [InlineData("topic/a/+", "topic/a/+", true)]
    [InlineData("topic/a/#", "topic/a/b", false)]
    [InlineData("topic/a/#", "topic/a/#", true)]
    [InlineData("topic/A", "topic/a", false)]
    [InlineData("topic/${*}", "topic/x", false)]
    [InlineData("topic/${*}", "topic/*", true)]
    [InlineData("*", "topic/anything", true)]
    public void takes_star_and_question_mark_as_wildcards_and_mqtts_as_text(string pattern, string resource, bool allowed)
    {
        var document = $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Publish","Resource":"{{{(pattern == "*" ? pattern : Prefix + pattern)}}}"}}""";
        Assert.Equal(allowed, Decide(document, "iot:Publish", resource, Unattached("x")) == IotDecision.Allow);
    }

    [Theory]
    [InlineData("iot:Publish", "iot:Publish", true)]
    [InlineData("IOT:publish", "iot:Publish", true)]
    [InlineData("iot:*", "iot:Publish", true)]
    [InlineData("iot:P*", "iot:Publish", true)]
    [InlineData("iot:P*", "iot:Subscribe", false)]
    [InlineData("*", "iot:Connect", true)]
    public void compares_actions_without_case_and_with_wildcards(string pattern, string action, bool allowed)
    {
        var document = $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{{pattern}}}","Resource":"*"}}""";
        Assert.Equal(allowed, Decide(document, action, "topic/x", Unattached("x")) == IotDecision.Allow);
    }

    [Theory]
    [InlineData("${iot:ClientId}", "client-7")]
    [InlineData("${iot:CertificateId}", "0123")]
    [InlineData("${iot:Certificate.Subject.CommonName}", "device-1")]
    [InlineData("${iot:Certificate.Subject.Organization}", "Automatra")]
    [InlineData("${iot:Certificate.Subject.Organization.1}", "Second")]
    [InlineData("${iot:Certificate.Issuer.CommonName}", "WidgIoT Device CA")]
    [InlineData("${iot:Certificate.SerialNumber}", "4F")]
    public void knows_the_variables_of_client_and_certificate(string variable, string value)
    {
        var device = Unattached("client-7");
        Assert.Equal(IotDecision.Allow, Decide(Publish(variable), "iot:Publish", $"topic/{value}/data", device));
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish(variable), "iot:Publish", "topic/other/data", device));
    }

    [Theory]
    [InlineData("${iot:Connection.Thing.ThingName}", "device-1")]
    [InlineData("${iot:Connection.Thing.ThingTypeName}", "lamp")]
    [InlineData("${iot:Connection.Thing.Attributes[site]}", "paris")]
    public void knows_the_variables_of_the_attached_thing_only(string variable, string value)
    {
        Assert.Equal(IotDecision.Allow, Decide(Publish(variable), "iot:Publish", $"topic/{value}/data", Attached("device-1")));
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish(variable), "iot:Publish", $"topic/{value}/data", Unattached("device-1")));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("a*")]
    [InlineData("?")]
    [InlineData("$aws")]
    public void does_not_substitute_a_client_id_that_the_policy_would_take_for_a_wildcard(string clientId)
    {
        var device = Unattached(clientId);
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish("${iot:ClientId}"), "iot:Publish", "topic/victim/data", device));
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish("${iot:ClientId}"), "iot:Publish", $"topic/{clientId}/data", device));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("?")]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("$aws")]
    public void does_not_substitute_a_certificates_name_that_holds_a_wildcard(string commonName)
    {
        var device = Unattached("device-1") with { Names = Names with { Subject = Names.Subject.SetItem("CommonName", [commonName]) } };
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish("${iot:Certificate.Subject.CommonName}"), "iot:Publish", "topic/victim/data", device));
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish("${iot:Certificate.Subject.CommonName}"), "iot:Publish", $"topic/{commonName}/data", device));
    }

    [Fact]
    public void does_not_substitute_what_a_certificate_has_beyond_the_documented_limits()
    {
        var names = Names with { Subject = Names.Subject.Add("Title", ["1", "2", "3", "4", "5", "6"]).Add("Surname", [new string('x', 1025)]).Add("GivenName", [new string('x', 1024)]) };
        var device = Unattached("device-1") with { Names = names };
        Assert.Equal(IotDecision.Allow, Decide(Publish("${iot:Certificate.Subject.Title.4}"), "iot:Publish", "topic/5/data", device));
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish("${iot:Certificate.Subject.Title.5}"), "iot:Publish", "topic/6/data", device));
        Assert.Equal("1 2 3 4 5", string.Join(' ', device.Values("iot:Certificate.Subject.Title.List")));
        Assert.Equal(IotDecision.Allow, Decide(Publish("${iot:Certificate.Subject.GivenName}"), "iot:Publish", $"topic/{new string('x', 1024)}/data", device));
        Assert.Equal(IotDecision.ImplicitDeny, Decide(Publish("${iot:Certificate.Subject.Surname}"), "iot:Publish", $"topic/{new string('x', 1025)}/data", device));
    }

    [Fact]
    public void leaves_variables_alone_in_the_older_version()
    {
        var document = Publish("${iot:ClientId}").Replace("2012-10-17", "2008-10-17", StringComparison.Ordinal);
        Assert.Equal(IotDecision.ImplicitDeny, Decide(document, "iot:Publish", "topic/device-1/data", Unattached("device-1")));
        Assert.Equal(IotDecision.Allow, Decide(document, "iot:Publish", "topic/${iot:ClientId}/data", Unattached("device-1")));
    }

    [Fact]
    public void denies_expressly_whatever_else_is_allowed()
    {
        var allow = IotPolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");
        var deny = IotPolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iot:Publish","Resource":"{{{Prefix}}}topic/secret/*"}}""");
        Assert.Equal(IotDecision.ExplicitDeny, IotPolicyEvaluator.Evaluate([allow, deny], "iot:Publish", Prefix + "topic/secret/x", Unattached("x")));
        Assert.Equal(IotDecision.ExplicitDeny, IotPolicyEvaluator.Evaluate([deny, allow], "iot:Publish", Prefix + "topic/secret/x", Unattached("x")));
        Assert.Equal(IotDecision.Allow, IotPolicyEvaluator.Evaluate([deny, allow], "iot:Publish", Prefix + "topic/open", Unattached("x")));
    }

    [Fact]
    public void applies_no_statement_whose_excluded_resource_cannot_be_known()
    {
        var document = $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Publish","NotResource":"{{{Prefix}}}topic/${iot:Connection.Thing.ThingName}/private"}}""";
        Assert.Equal(IotDecision.ImplicitDeny, Decide(document, "iot:Publish", "topic/x", Unattached("device-1")));
        Assert.Equal(IotDecision.Allow, Decide(document, "iot:Publish", "topic/x", Attached("device-1")));
        Assert.Equal(IotDecision.ImplicitDeny, Decide(document, "iot:Publish", "topic/device-1/private", Attached("device-1")));
    }

    [Theory]
    [InlineData($$$"""{"Effect":"Deny","Action":"iot:Publish","NotResource":"{{{Prefix}}}topic/${iot:Connection.Thing.ThingName}/*"}""")]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"iot:ClientId":"${iot:Connection.Thing.ThingName}"}}}""")]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotLike":{"iot:ClientId":"${iot:Connection.Thing.ThingName}*"}}}""")]
    public void applies_a_deny_whose_exception_cannot_be_known(string deny)
    {
        var document = $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{{{deny}}}]}""";
        Assert.Equal(IotDecision.ExplicitDeny, Decide(document, "iot:Publish", "topic/device-1/data", Unattached("device-1")));
        Assert.Equal(IotDecision.Allow, Decide(document, "iot:Publish", "topic/device-1/data", Attached("device-1")));
    }

    [Theory]
    [InlineData("""{"Bool":{"iot:Connection.Thing.IsAttached":"true"}}""", true, false)]
    [InlineData("""{"Bool":{"iot:Connection.Thing.IsAttached":["false"]}}""", false, true)]
    [InlineData("""{"StringEquals":{"iot:ClientId":["other","device-1"]}}""", true, true)]
    [InlineData("""{"StringEquals":{"iot:ClientId":"${iot:Certificate.Subject.CommonName}"}}""", true, true)]
    [InlineData("""{"StringNotEquals":{"iot:ClientId":"device-1"}}""", false, false)]
    [InlineData("""{"StringLike":{"iot:ClientId":"device-?"}}""", true, true)]
    [InlineData("""{"StringNotLike":{"iot:ClientId":"device-*"}}""", false, false)]
    [InlineData("""{"StringEquals":{"iot:Connection.Thing.ThingTypeName":"lamp"}}""", true, false)]
    [InlineData("""{"StringEqualsIfExists":{"iot:Connection.Thing.ThingTypeName":"lamp"}}""", true, true)]
    [InlineData("""{"StringEquals":{"iot:Certificate.Subject.Organization":"Second"}}""", false, false)]
    [InlineData("""{"ForAnyValue:StringEquals":{"iot:Certificate.Subject.Organization.List":"Second"}}""", true, true)]
    [InlineData("""{"ForAllValues:StringEquals":{"iot:Certificate.Subject.Organization.List":"Second"}}""", false, false)]
    [InlineData("""{"ForAnyValue:StringNotEquals":{"iot:Certificate.Subject.Organization.List":"Second"}}""", true, true)]
    [InlineData("""{"ForAllValues:StringNotEquals":{"iot:Certificate.Subject.Organization.List":"Second"}}""", false, false)]
    [InlineData("""{"ForAnyValue:StringNotEquals":{"iot:Connection.Thing.ThingTypeName":"x"}}""", true, false)]
    [InlineData("""{"Null":{"iot:Connection.Thing.ThingName":"true"}}""", false, true)]
    [InlineData("""{"StringNotLike":{"iot:ClientId":"${iot:Connection.Thing.ThingName}"}}""", false, false)]
    [InlineData("""{"StringEquals":{"aws:UnknownKey":"x"}}""", false, false)]
    public void holds_its_conditions_against_the_connection(string condition, bool whenAttached, bool whenNot)
    {
        var document = $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Connect","Resource":"*","Condition":{{{condition}}}}}""";
        Assert.Equal(whenAttached, Decide(document, "iot:Connect", "client/device-1", Attached("device-1")) == IotDecision.Allow);
        Assert.Equal(whenNot, Decide(document, "iot:Connect", "client/device-1", Unattached("device-1")) == IotDecision.Allow);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"Version":"2012-10-17"}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[]}""")]
    [InlineData("""{"Version":"2020-01-01","Statement":{"Effect":"Allow","Action":"iot:*","Resource":"*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"allow","Action":"iot:*","Resource":"*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iot:Connect",],"Resource":"*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*","Resource":"*","Principal":"*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*","Resource":"*","Condition":{"StringAlmost":{"iot:ClientId":"x"}}}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*","NotAction":"iot:Connect","Resource":"*"}}""")]
    public void is_refused_when_it_is_malformed(string document) =>
        Assert.Equal("MalformedPolicyException", Assert.Throws<AwsException>(() => IotPolicyDocument.Parse(document)).Code);

    [Fact]
    public void is_refused_above_2048_characters_without_white_space()
    {
        var resource = new string('x', 2048);
        var document = $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Publish","Resource":"{{{resource}}}"}}""";
        Assert.Contains("at most 2048", Assert.Throws<AwsException>(() => IotPolicyDocument.Parse(document)).Message, StringComparison.Ordinal);
        var spaced = $$$"""{"Version":"2012-10-17",{{{new string(' ', 5000)}}}"Statement":{"Effect":"Allow","Action":"iot:Publish","Resource":"x"}}""";
        Assert.Single(IotPolicyDocument.Parse(spaced).Statements);
    }

    private static string Publish(string variable) =>
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Publish","Resource":"{{{Prefix}}}topic/{{{variable}}}/data"}}""";

    private static IotDecision Decide(string document, string action, string resource, DeviceContext device) =>
        IotPolicyEvaluator.Evaluate([IotPolicyDocument.Parse(document)], action, Prefix + resource, device);

    private static DeviceContext Unattached(string clientId) => new(clientId, "0123", Names, AttachedThing: null);

    private static DeviceContext Attached(string clientId) => Unattached(clientId) with
    {
        AttachedThing = new Thing(clientId, "arn", "id") { TypeName = "lamp", Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("site", "paris") },
    };

    private static readonly CertificateNames Names = new(
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("CommonName", ["device-1"]).Add("Organization", ["Automatra", "Second"]),
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("CommonName", ["WidgIoT Device CA"]),
        "4F");
}
