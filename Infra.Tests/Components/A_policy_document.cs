using Infra.Components;
using System.Text.Json.Nodes;
using Infra.Components.Policies;
using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.Components;

public sealed class A_policy_document
{
    private static readonly Statement Read = new() { Sid = "ReadDeviceRecords", Action = ["dynamodb:GetItem"], Resource = ["arn:table"] };

    [Fact]
    public async Task is_a_whole_document_with_version_and_a_list_of_statements()
    {
        // Seed 003 showed a bare statement with a trailing comma (XB-02).
        Assert.Equal(
            """{"Version":"2012-10-17","Statement":[{"Sid":"ReadDeviceRecords","Effect":"Allow","Action":["dynamodb:GetItem"],"Resource":["arn:table"]}]}""",
            JsonNode.Parse(await OutputUtilities.GetValueAsync(new PolicyDocument(Read).ToJson()))!.ToJsonString());
    }

    [Fact]
    public async Task keeps_a_secret_in_it_secret()
    {
        var document = new PolicyDocument(Read with { Resource = [Output.CreateSecret("arn:secret")] });

        Assert.True(await Output.IsSecretAsync(document.ToJson()));
    }

    [Fact]
    public async Task waits_for_what_is_not_known_yet()
    {
        var document = new PolicyDocument(Read with { Resource = [OutputUtilities.CreateUnknown("arn:later")] });

        Assert.False(await OutputUtilities.GetIsKnownAsync(document.ToJson()));
    }

    [Fact]
    public async Task groups_conditions_by_operator()
    {
        var document = new PolicyDocument(Read with
        {
            Condition = Conditions.Of(("StringEquals", "aws:SourceAccount", "1"), ("ArnLike", "aws:SourceArn", "arn:*"), ("StringEquals", "acm-pca:TemplateArn", "t")),
        });

        Assert.Equal(
            """{"ArnLike":{"aws:SourceArn":"arn:*"},"StringEquals":{"acm-pca:TemplateArn":"t","aws:SourceAccount":"1"}}""",
            JsonNode.Parse(await OutputUtilities.GetValueAsync(document.ToJson()))!["Statement"]![0]!["Condition"]!.ToJsonString());
    }

    [Fact]
    public void takes_every_resource_only_with_a_reason()
    {
        Assert.Contains("ResourceArn.Any(because: ...)", Assert.Throws<ComponentException>(() => (ResourceArn)"*").Message, StringComparison.Ordinal);
        Assert.Throws<ComponentException>(() => ResourceArn.Any(because: " "));
        Assert.Equal("iot:RegisterCertificate has no resource-level permission", ResourceArn.Any(because: "iot:RegisterCertificate has no resource-level permission").Because);
    }
}
