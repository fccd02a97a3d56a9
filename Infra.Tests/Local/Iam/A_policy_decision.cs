using System.Text.Json.Nodes;
using Infra.Local.Iam;
using Infra.Tests.Golden;

namespace Infra.Tests.Local.Iam;

public sealed class A_policy_decision
{
    private const string Table = "arn:aws:dynamodb:us-east-1:123456789012:table/devices";

    [Theory]
    // Nothing said is nothing allowed; a deny wins wherever it stands.
    [InlineData(0, "[]")]
    [InlineData(1, """[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}]""")]
    [InlineData(2, """[{"Effect":"Deny","Action":"dynamodb:GetItem","Resource":"*"}]""")]
    [InlineData(2, """[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}]""")]
    [InlineData(2, """[{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}]""")]
    // Actions: no case, wildcards, lists, NotAction.
    [InlineData(1, """[{"Effect":"Allow","Action":"DynamoDB:getitem","Resource":"*"}]""")]
    [InlineData(1, """[{"Effect":"Allow","Action":"dynamodb:*Item","Resource":"*"}]""")]
    [InlineData(1, """[{"Effect":"Allow","Action":"dynamodb:Ge?Item","Resource":"*"}]""")]
    [InlineData(1, """[{"Effect":"Allow","Action":["s3:GetObject","dynamodb:GetItem"],"Resource":"*"}]""")]
    [InlineData(0, """[{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"*"}]""")]
    [InlineData(0, """[{"Effect":"Allow","Action":"dynamodb:GetItems","Resource":"*"}]""")]
    [InlineData(1, """[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]""")]
    [InlineData(0, """[{"Effect":"Allow","NotAction":"dynamodb:*","Resource":"*"}]""")]
    // Resources: with case, part by part, NotResource.
    [InlineData(1, $$$"""[{"Effect":"Allow","Action":"*","Resource":"{{{Table}}}"}]""")]
    [InlineData(1, """[{"Effect":"Allow","Action":"*","Resource":"arn:aws:dynamodb:*:123456789012:table/*"}]""")]
    [InlineData(0, """[{"Effect":"Allow","Action":"*","Resource":"arn:aws:dynamodb:us-east-1:123456789012:table/Devices"}]""")]
    [InlineData(0, """[{"Effect":"Allow","Action":"*","Resource":"arn:aws:dynamodb:*:table/devices"}]""")]
    [InlineData(0, $$$"""[{"Effect":"Allow","Action":"*","Resource":"{{{Table}}}/index/*"}]""")]
    [InlineData(0, $$$"""[{"Effect":"Allow","Action":"*","NotResource":"{{{Table}}}"}]""")]
    [InlineData(1, """[{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::*"}]""")]
    public void is_what_IAM_decides_about_reading_a_table(int expected, string statements)
    {
        var policy = PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{{{statements}}}}""");
        var decision = PolicyEvaluator.Decide([policy], "dynamodb:GetItem", Table, RequestContext.Empty);
        Assert.Equal((PolicyDecision)expected, decision);
    }

    [Theory]
    // operator, policy values, the request's value (null: the key is absent), holds
    [InlineData("StringEquals", """["a","b"]""", "b", true)]
    [InlineData("StringEquals", "\"a\"", "A", false)]
    [InlineData("StringEquals", "\"a*\"", "ab", false)]
    [InlineData("StringEquals", "\"a\"", null, false)]
    [InlineData("StringEqualsIfExists", "\"a\"", null, true)]
    [InlineData("StringEqualsIfExists", "\"a\"", "b", false)]
    [InlineData("StringNotEquals", """["a","b"]""", "b", false)]
    [InlineData("StringNotEquals", """["a","b"]""", "c", true)]
    [InlineData("StringNotEquals", "\"a\"", null, true)]
    [InlineData("StringEqualsIgnoreCase", "\"a\"", "A", true)]
    [InlineData("StringLike", "\"dev-?-*\"", "dev-1-x", true)]
    [InlineData("StringLike", "\"dev-?-*\"", "dev-12-x", false)]
    [InlineData("StringNotLike", "\"dev-*\"", "prod-1", true)]
    [InlineData("ArnLike", "\"arn:aws:execute-api:us-east-1:123456789012:api/*/POST/new\"", "arn:aws:execute-api:us-east-1:123456789012:api/live/POST/new", true)]
    [InlineData("ArnLike", "\"arn:aws:execute-api:us-east-1:123456789012:api/*/POST/new\"", "arn:aws:execute-api:us-east-1:123456789012:api/live/POST/proto", false)]
    [InlineData("ArnEquals", "\"arn:aws:iot:*:123456789012:*\"", "arn:aws:iot:eu-west-1:123456789012:cacert/1", true)]
    [InlineData("ArnNotLike", "\"arn:aws:iot:*:*:*\"", "arn:aws:s3:::bucket", true)]
    [InlineData("Bool", "true", "true", true)]
    [InlineData("Bool", "\"true\"", "false", false)]
    [InlineData("Bool", "false", null, false)]
    [InlineData("Null", "true", null, true)]
    [InlineData("Null", "true", "x", false)]
    [InlineData("Null", "false", "x", true)]
    [InlineData("NumericLessThanEquals", "10", "10", true)]
    [InlineData("NumericLessThan", "10", "10", false)]
    [InlineData("NumericGreaterThan", "10", "10.5", true)]
    [InlineData("NumericEquals", "10", "ten", false)]
    [InlineData("DateGreaterThan", "\"2026-01-01T00:00:00Z\"", "2026-06-01T00:00:00Z", true)]
    [InlineData("DateLessThan", "\"2026-01-01T00:00:00Z\"", "1796083200", false)]
    [InlineData("IpAddress", "\"10.0.0.0/8\"", "10.1.2.3", true)]
    [InlineData("IpAddress", "\"10.0.0.0/8\"", "11.1.2.3", false)]
    [InlineData("NotIpAddress", "\"127.0.0.1\"", "127.0.0.1", false)]
    public void depends_on_a_condition(string comparison, string values, string? request, bool holds)
    {
        var policy = PolicyDocument.Parse(
            $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"{{{comparison}}}":{"x:Key":{{{values}}} } } } }""");
        // Key names are compared without case.
        var context = request is null ? RequestContext.Empty : RequestContext.Of(("X:key", request));
        Assert.Equal(holds, PolicyEvaluator.Decide([policy], "a:B", "*", context) == PolicyDecision.Allow);
    }

    [Theory]
    [InlineData("ForAllValues:StringEquals", """["a","b"]""", new[] { "a", "b" }, true)]
    [InlineData("ForAllValues:StringEquals", """["a","b"]""", new[] { "a", "c" }, false)]
    [InlineData("ForAllValues:StringEquals", """["a","b"]""", null, true)]
    [InlineData("ForAnyValue:StringLike", "\"a*\"", new[] { "x", "ab" }, true)]
    [InlineData("ForAnyValue:StringLike", "\"a*\"", new[] { "x" }, false)]
    [InlineData("ForAnyValue:StringLike", "\"a*\"", null, false)]
    [InlineData("StringEquals", """["a","b"]""", new[] { "a", "b" }, false)]
    public void takes_keys_with_several_values(string comparison, string values, string[]? request, bool holds)
    {
        var policy = PolicyDocument.Parse(
            $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"{{{comparison}}}":{"dynamodb:LeadingKeys":{{{values}}} } } } }""");
        var context = request is null ? RequestContext.Empty : RequestContext.Empty.With("dynamodb:LeadingKeys", request);
        Assert.Equal(holds, PolicyEvaluator.Decide([policy], "a:B", "*", context) == PolicyDecision.Allow);
    }

    [Theory]
    [InlineData("table/${aws:user}", "me", "table/me", true)]
    [InlineData("table/${aws:user}", "*", "table/me", false)]
    [InlineData("table/${aws:user}", null, "table/me", false)]
    [InlineData("table/${aws:user, 'me'}", null, "table/me", true)]
    [InlineData("table/${*}", null, "table/*", true)]
    [InlineData("table/${*}", null, "table/x", false)]
    [InlineData("table/${$}{x}", null, "table/${x}", true)]
    public void fills_in_policy_variables_literally(string resource, string? user, string requested, bool allowed)
    {
        const string prefix = "arn:aws:dynamodb:us-east-1:123456789012:";
        var policy = PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"{{{prefix}}}{{{resource}}}"}}""");
        var context = user is null ? RequestContext.Empty : RequestContext.Of(("aws:user", user));
        Assert.Equal(allowed, PolicyEvaluator.Decide([policy], "a:B", prefix + requested, context) == PolicyDecision.Allow);
    }

    [Theory]
    // What has no value for a variable matches nothing, and "not" does not turn that into everything.
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::${aws:user}"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"x:Key":"${aws:user}"}}}""")]
    public void does_not_allow_by_a_negation_of_an_unknown_variable(string statement)
    {
        var policy = PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":{{statement}} }""");
        Assert.Equal(PolicyDecision.ImplicitDeny, PolicyEvaluator.Decide([policy], "a:B", "*", RequestContext.Of(("x:Key", "1"))));
    }

    public static TheoryData<int> JudgedCases => [.. Enumerable.Range(0, judged.Length)];

    // Cases and verdicts of another implementation of IAM; see the README beside the file.
    private static readonly string[] judged =
        File.ReadAllLines(Path.Combine(GoldenFile.RepoRoot, "Infra.Tests", "testdata", "iam", "decisions.jsonl"));

    [Theory]
    [MemberData(nameof(JudgedCases))]
    public void agrees_with_an_independent_judge(int index)
    {
        var judgedCase = JsonNode.Parse(judged[index])!;
        var policies = judgedCase["policies"]!.AsArray().Select(policy => PolicyDocument.Parse(policy!.ToJsonString()));
        var context = RequestContext.Empty;
        foreach (var (key, value) in judgedCase["context"]!.AsObject())
        {
            context = context.With(key, value is JsonArray several ? [.. several.Select(item => (string)item!)] : [(string)value!]);
        }
        var decision = PolicyEvaluator.Decide(policies, "dynamodb:GetItem", (string)judgedCase["resource"]!, context);
        Assert.Equal(Enum.Parse<PolicyDecision>((string)judgedCase["decision"]!), decision);
    }

    [Theory]
    [InlineData("""{"Statement":[]}""", "Version")]
    [InlineData("""{"Version":"2008-10-17","Statement":[]}""", "Version")]
    [InlineData("""{"Version":"2012-10-17"}""", "Statement")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"allow","Action":"*","Resource":"*"}}""", "Effect")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*"}}""", "Action")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}""", "not both")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}}""", "StringIs")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Conditions":{}}}""", "Conditions")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":{}}}""", "Object")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"a":"arn:aws:iot:*"}}}}""", "six parts")]
    [InlineData("not json", "JSON")]
    public void is_not_made_on_a_policy_that_is_not_understood(string json, string named) =>
        Assert.Contains(named, Assert.Throws<MalformedPolicyException>(() => PolicyDocument.Parse(json)).Message, StringComparison.Ordinal);
}
