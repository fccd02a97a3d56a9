using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Infra.Components;
using Infra.Components.IotPolicies;
using Infra.Local.Iot.Policies;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.X509;
using Infra.Tests.Support;

namespace Infra.Tests.Components;

public sealed class Any_topic_pattern
{
    private static readonly Arbitrary<string> _texts =
        (from parts in Gen.Elements("a", "/", "*", "?", "+", "#", "$", "{", "}", "${", "$aws", "${iot:ClientId}", "${iot:Connection.Thing.ThingName}", "${iot:clientid}", "${}", "${aws:username}").NonEmptyListOf()
         select string.Concat(parts)).ToArbitrary();

    private static readonly Gen<string> _names =
        from letters in Gen.Elements("AaB09:_-".ToCharArray()).NonEmptyListOf()
        select new string([.. letters.Take(64)]);

    private static readonly Arbitrary<string> _topics =
        (from parts in Gen.Elements("a", "b", "/", "*", "?", "+", "#", "$", "..", "${iot:ClientId}", "widgiot").ArrayOf() select string.Concat(parts)).ToArbitrary();

    [Fact]
    public void is_kept_as_written_or_refused_for_a_wildcard_of_MQTT_or_a_variable_that_nobody_fills_in() =>
        Seeded.Check(Prop.ForAll(_texts, text =>
        {
            var refused = text.IndexOfAny(['+', '#']) >= 0 || Variables(text).Any(variable => !PolicyVariables.All.Contains(variable));
            try
            {
                return TopicPattern.Parse(text).Value == text && !refused;
            }
            catch (ComponentException)
            {
                return refused;
            }
        }), times: 3000);

    [Fact]
    public void of_a_devices_own_topics_reaches_its_own_and_never_anothers() =>
        Seeded.Check(Prop.ForAll(_names.ToArbitrary(), _names.ToArbitrary(), _topics, (one, other, rest) =>
            new[] { TopicPattern.OwnUnder("widgiot"), TopicPattern.OwnShadow, TopicPattern.OwnJobs }.All(pattern =>
            {
                var (own, anothers) = (pattern.Value.Replace(PolicyVariables.ThingName, one, StringComparison.Ordinal), pattern.Value.Replace(PolicyVariables.ThingName, other, StringComparison.Ordinal));
                var asked = PolicyPattern.Matches(pattern.Value, anothers.Replace("*", rest, StringComparison.Ordinal), Connected(one));
                return PolicyPattern.Matches(pattern.Value, own.Replace("*", rest, StringComparison.Ordinal), Connected(one)) == true && asked == (one == other);
            })), times: 1000);

    [Fact]
    public void of_a_devices_own_topics_reaches_nothing_for_a_device_that_is_no_thing() =>
        Seeded.Check(Prop.ForAll(_names.ToArbitrary(), _topics, (name, rest) =>
            PolicyPattern.Matches(TopicPattern.OwnUnder("widgiot").Value, $"widgiot/{name}/{rest}", Connected(name) with { AttachedThing = null }) != true), times: 300);

    private static DeviceContext Connected(string thing) => new(
        thing,
        new string('0', 64),
        new CertificateNames(ImmutableDictionary<string, ImmutableArray<string>>.Empty, ImmutableDictionary<string, ImmutableArray<string>>.Empty, "01"),
        new Thing(thing, $"arn:aws:iot:us-east-1:123456789012:thing/{thing}", "1"));

    /// <summary>What begins like a variable, to its closing brace or to the end, as a second implementation finds it.</summary>
    private static IEnumerable<string> Variables(string text)
    {
        for (var begin = text.IndexOf("${", StringComparison.Ordinal); begin >= 0;)
        {
            var end = text.IndexOf('}', begin);
            end = end < 0 ? text.Length - 1 : end;
            yield return text[begin..(end + 1)];
            begin = text.IndexOf("${", end + 1, StringComparison.Ordinal);
        }
    }
}
