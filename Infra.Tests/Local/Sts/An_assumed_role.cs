using System.Text;
using System.Xml.Linq;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.Sts;
using Microsoft.AspNetCore.Http;

namespace Infra.Tests.Local.Sts;

public sealed class An_assumed_role
{
    private static readonly XNamespace Sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    private readonly DeployedIam iam = new();

    [Fact]
    public async Task gives_credentials_that_act_as_the_role()
    {
        var role = Role("installer", Arns.Operator);

        var answer = await AssumeAsync(role, new Caller(Arns.Operator, RoleArn: null));

        Assert.Equal("arn:aws:sts::123456789012:assumed-role/installer/anna", (string)answer.Descendants(Sts + "AssumedRoleUser").Single().Element(Sts + "Arn")!);
        var credentials = answer.Descendants(Sts + "Credentials").Single();
        var found = iam.Find((string)credentials.Element(Sts + "AccessKeyId")!)!.Value;
        Assert.Equal((role, (string)credentials.Element(Sts + "SessionToken")!), (found.Caller.RoleArn, found.Credentials.SessionToken));
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:user/somebody-else", "nothing", false)]
    [InlineData("arn:aws:iam::123456789012:role/caller", "nothing", true)]
    [InlineData("arn:aws:iam::123456789012:root", "nothing", false)]
    [InlineData("arn:aws:iam::123456789012:root", "sts:AssumeRole", true)]
    public async Task is_given_to_whom_it_trusts_by_name_or_to_whom_the_trusted_account_lets(string trusted, string allowed, bool given)
    {
        var role = Role("installer", trusted);
        var caller = iam.Add("caller", "/", Trust(Arns.Operator));
        caller.Policies["own"] = PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{{allowed}}}","Resource":"{{{role}}}"}}""");

        var asking = () => AssumeAsync(role, iam.Role(caller.Arn, "session"));

        if (given) { await asking(); }
        else { Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AwsException>(asking)).Code); }
    }

    [Fact]
    public async Task that_does_not_exist_is_refused_like_one_that_trusts_nobody() =>
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AwsException>(() => AssumeAsync("arn:aws:iam::123456789012:role/none", new Caller(Arns.Operator, RoleArn: null)))).Code);

    private string Role(string name, string trusted) => iam.Add(name, "/", Trust(trusted)).Arn;

    private static PolicyDocument Trust(string arn) => PolicyDocument.Parse(
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{arn}}}"},"Action":"sts:AssumeRole"}}""");

    private async Task<XDocument> AssumeAsync(string role, Caller caller)
    {
        var body = Encoding.UTF8.GetBytes($"Action=AssumeRole&Version=2011-06-15&RoleArn={Uri.EscapeDataString(role)}&RoleSessionName=anna");
        var reply = await new StsService(iam, TimeProvider.System).AnswerAsync(new("us-east-1", caller, new DefaultHttpContext().Request, body, iam), CancellationToken.None);
        return XDocument.Parse(Encoding.UTF8.GetString(reply.Body.Span));
    }
}
