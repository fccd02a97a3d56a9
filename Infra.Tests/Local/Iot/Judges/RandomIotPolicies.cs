using System.Text.Json.Nodes;

namespace Infra.Tests.Local.Iot.Judges;

/// <summary>
/// Random questions, the same in every run. They are made of few words, so that policies and requests meet often. Left out is where AWS IoT differs from IAM
/// (wildcards in values) and a variable without a value in something negated, which the local evaluator decides more strictly.
/// </summary>
internal sealed class RandomIotPolicies(int seed)
{
    private static readonly string[] Actions = ["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive", "iot:RetainPublish"];
    private static readonly string[] ActionPatterns = [.. Actions, "iot:*", "IOT:pub*", "iot:Re?eive", "*", "iot:*Publish"];
    private static readonly string[] Kinds = ["client/", "topic/", "topicfilter/"];
    private static readonly string[] Levels = ["lamp-1", "lamp-10", "lamp-2", "a", "b", "+", "#", "paris", "$aws", "things"];
    private static readonly string[] KnownVariables = ["${iot:ClientId}", "${iot:CertificateId}", "${iot:Certificate.Subject.CommonName}", "${$}", "${IOT:CLIENTID}"];
    private static readonly string[] Variables =
        [.. KnownVariables, "${iot:Connection.Thing.ThingName}", "${iot:Connection.Thing.ThingTypeName}", "${iot:Connection.Thing.Attributes[site]}", "${iot:Certificate.Subject.Organization.1}"];
    private static readonly string[] Values = ["lamp-1", "lamp-2", "LAMP-1", "lamp", "paris", "AnyCompany", "Another"];
    private static readonly string[] Keys =
    [
        "iot:ClientId", "iot:Certificate.Subject.CommonName", "iot:Certificate.Subject.Organization", "iot:Certificate.Subject.Organization.1",
        "iot:Connection.Thing.ThingName", "iot:Connection.Thing.ThingTypeName", "iot:Connection.Thing.Attributes[site]", "iot:Unknown",
    ];

    private readonly Random random = new(seed);

    public IEnumerable<IotQuestion> Questions(int count) => Enumerable.Range(0, count).Select(_ => Question()).ToArray();

    private IotQuestion Question() => new([.. Many(2, Policy)], Device(), One(Actions), Request());

    private string Policy() => new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. Many(3, Statement)]) }.ToJsonString();

    private JsonNode Statement()
    {
        var statement = new JsonObject { ["Effect"] = Chance(4) ? "Deny" : "Allow" };
        statement[Chance(8) ? "NotAction" : "Action"] = OneOrMany(() => One(ActionPatterns));
        if (Chance(8)) { statement["NotResource"] = OneOrMany(() => Pattern(KnownVariables)); }
        else { statement["Resource"] = OneOrMany(() => Pattern(Variables)); }
        if (Chance(2)) { statement["Condition"] = Conditions(); }
        return statement;
    }

    private JsonObject Conditions()
    {
        var block = new JsonObject();
        foreach (var (name, line) in Many(2, Condition)) { block[name] = line; }
        return block;
    }

    private (string Operator, JsonObject Line) Condition()
    {
        if (Chance(5)) { return ("Bool", new() { ["iot:Connection.Thing.IsAttached"] = One(["true", "false"]) }); }
        if (Chance(8)) { return ("Null", new() { [One(Keys)] = One(["true", "false"]) }); }
        var test = One(["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"]);
        var variables = test.Contains("Not", StringComparison.Ordinal) ? KnownVariables : Variables;
        var values = OneOrMany(() => Chance(3) ? One(variables) : test.EndsWith("Like", StringComparison.Ordinal) ? Wild(One(Values)) : One(Values));
        if (Chance(3)) { return ($"{One(["ForAllValues:", "ForAnyValue:"])}{test}", new() { ["iot:Certificate.Subject.Organization.List"] = values }); }
        return ($"{test}{(Chance(4) ? "IfExists" : "")}", new() { [One(Keys)] = values });
    }

    private TestDevice Device()
    {
        var name = One(["lamp-1", "lamp-2", "lamp-10"]);
        var subject = new Dictionary<string, string[]> { ["CommonName"] = [One(["lamp-1", "lamp-2"])] };
        if (Chance(2)) { subject["Organization"] = [.. Many(2, () => One(["AnyCompany", "Another"]))]; }
        var attributes = Chance(2) ? new Dictionary<string, string> { ["site"] = "paris" } : [];
        return new(name, "1111", Chance(2) ? new(Chance(2) ? "lamp" : null, attributes) : null, subject);
    }

    private string Request() => One(Kinds) + Join(() => One(Levels));

    private string Pattern(string[] variables)
    {
        if (Chance(8)) { return "*"; }
        var start = Chance(8) ? "arn:aws:iot:*:123456789012:" : IotQuestion.Arn;
        return start + One(Kinds) + Join(() => Chance(3) ? One(variables) : Wild(One(Levels)));
    }

    private string Wild(string text) => random.Next(6) switch
    {
        0 => "*",
        1 => text[..^1] + "?",
        2 => text[..1] + "*",
        _ => text,
    };

    private string Join(Func<string> level) => string.Join('/', Many(3, level));

    private JsonNode OneOrMany(Func<string> text) => Chance(2) ? JsonValue.Create(text()) : new JsonArray([.. Many(3, text).Select(one => (JsonNode)one)]);

    private IEnumerable<T> Many<T>(int most, Func<T> one) => Enumerable.Range(0, 1 + random.Next(most)).Select(_ => one()).ToArray();

    private T One<T>(T[] among) => among[random.Next(among.Length)];

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;
}
