using Infra.Local.Iam;
using Infra.Local.Proof;

namespace Infra.Tests.Local.Proof;

public sealed class A_policy_part
{
    private const string Document = """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"Deny","Effect":"Deny","Action":"s3:*","Resource":"*"},
          {"Sid":"ReadAndWrite","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::a/*","arn:aws:s3:::b/*"]},
          {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::a"}]}
        """;

    [Fact]
    public void is_each_allowed_action_on_each_resource() => Assert.Equal(
        [
            "ReadAndWrite s3:GetObject arn:aws:s3:::a/*", "ReadAndWrite s3:GetObject arn:aws:s3:::b/*",
            "ReadAndWrite s3:PutObject arn:aws:s3:::a/*", "ReadAndWrite s3:PutObject arn:aws:s3:::b/*",
            "statement 3 s3:ListBucket arn:aws:s3:::a",
        ],
        PolicyPart.Of(Document).Select(part => $"{part.Statement} {part.Action} {part.Resource}"));

    [Fact]
    public void can_be_removed_and_takes_nothing_else_along()
    {
        Assert.All(PolicyPart.Of(Document), removed =>
        {
            var rest = removed.RemovedFrom(Document);

            Assert.Equal(PolicyPart.Of(Document).Length - 1, PolicyPart.Of(rest).Length);
            Assert.DoesNotContain(PolicyPart.Of(rest), part => (part.Action, part.Resource) == (removed.Action, removed.Resource));
            Assert.Single(PolicyDocument.Parse(rest).Statements, statement => statement.IsDeny);
        });
    }
}
