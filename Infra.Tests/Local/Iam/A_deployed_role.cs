using System.Collections.Immutable;
using Infra.Local.Aws;
using Infra.Local.Iam;
using Infra.Local.Interpretation;

namespace Infra.Tests.Local.Iam;

public sealed class A_deployed_role
{
    private const string Trust = """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"iot.amazonaws.com"},"Action":"sts:AssumeRole",
         "Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"},"ArnLike":{"aws:SourceArn":"arn:aws:iot:us-east-1:123456789012:*"}}}}
        """;

    private readonly DeployedIam iam = new();

    [Fact]
    public async Task may_do_what_its_inline_and_attached_policies_say_and_nothing_else()
    {
        var arn = await Role("issuer");
        await Make("aws:iam/rolePolicy:RolePolicy", "read", ("role", "issuer"), ("policy", Allow("dynamodb:GetItem")));
        var managed = await Make("aws:iam/policy:Policy", "write", ("policy", Allow("dynamodb:PutItem")));
        await Make("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attach", ("role", "issuer"), ("policyArn", managed.Id));

        var caller = iam.Role(arn, "function");

        Assert.Equal("arn:aws:sts::123456789012:assumed-role/issuer/function", caller.Arn);
        Assert.True(iam.Allows(caller, "dynamodb:GetItem", "*", RequestContext.Empty));
        Assert.True(iam.Allows(caller, "dynamodb:PutItem", "*", RequestContext.Empty));
        Assert.False(iam.Allows(caller, "dynamodb:DeleteItem", "*", RequestContext.Empty));
    }

    [Theory]
    [InlineData("iot.amazonaws.com", "123456789012", "arn:aws:iot:us-east-1:123456789012:provisioningtemplate/t", true)]
    [InlineData("lambda.amazonaws.com", "123456789012", "arn:aws:iot:us-east-1:123456789012:provisioningtemplate/t", false)]
    [InlineData("iot.amazonaws.com", "999999999999", "arn:aws:iot:us-east-1:123456789012:provisioningtemplate/t", false)]
    [InlineData("iot.amazonaws.com", "123456789012", "arn:aws:iot:eu-west-1:123456789012:provisioningtemplate/t", false)]
    public async Task is_assumed_by_whom_its_trust_policy_names(string service, string account, string source, bool trusted)
    {
        var arn = await Role("provisioning");
        Assert.Equal(trusted, iam.Trusts(arn, service, RequestContext.Of(("aws:SourceAccount", account), ("aws:SourceArn", source))));
    }

    [Fact]
    public async Task cannot_be_deployed_twice_under_one_name_since_IAM_has_no_regions()
    {
        await Role("issuer");
        var refusal = await Assert.ThrowsAsync<AwsException>(() => Role("issuer"));
        Assert.Equal("EntityAlreadyExists", refusal.Code);
    }

    [Fact]
    public async Task has_one_key_per_session_however_many_environments_share_it()
    {
        var arn = await Role("issuer");
        var first = iam.Issue(arn, "function");

        var second = iam.Issue(arn, "function");

        Assert.Equal(first, second);
        Assert.Equal(first, iam.Find(first.AccessKeyId)?.Credentials);
    }

    [Fact]
    public async Task has_keys_whose_id_is_the_same_in_every_run_and_whose_secret_is_not()
    {
        var arn = await Role("issuer");
        var other = new DeployedIam();
        var otherArn = (await new IamMaker(other).MakeAsync(RoleRegistration("issuer"), default)).Outputs["arn"];

        var (one, two) = (iam.Issue(arn, "function"), other.Issue((string)otherArn, "function"));

        Assert.Equal(one.AccessKeyId, two.AccessKeyId);
        Assert.NotEqual(one.SecretAccessKey, two.SecretAccessKey);
        Assert.Matches("^ASIA[A-Z2-7]{16}$", one.AccessKeyId);
        Assert.DoesNotContain(one.SecretAccessKey, one.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task is_refused_an_AWS_policy_that_does_not_exist()
    {
        await Role("issuer");
        var refusal = await Assert.ThrowsAsync<AwsException>(() =>
            Make("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attach", ("role", "issuer"), ("policyArn", "arn:aws:iam::aws:policy/NoSuch")));
        Assert.Equal("NoSuchEntity", refusal.Code);
    }

    private static string Allow(string action) =>
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{{action}}}","Resource":"*"}}""";

    private static Registration RoleRegistration(string name) => new("aws:iam/role:Role", name, "us-east-1",
        ImmutableDictionary<string, object>.Empty.Add("name", name).Add("assumeRolePolicy", Trust));

    private async Task<string> Role(string name) => (string)(await new IamMaker(iam).MakeAsync(RoleRegistration(name), default)).Outputs["arn"];

    private Task<Made> Make(string type, string name, params (string Key, object Value)[] inputs) => new IamMaker(iam).MakeAsync(
        new(type, name, "us-east-1", inputs.ToImmutableDictionary(input => input.Key, input => input.Value)), default);
}
