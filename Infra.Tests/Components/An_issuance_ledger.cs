using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class An_issuance_ledger
{
    [Fact]
    public async Task with_required_arguments_only_is_a_regional_table_whose_records_expire()
    {
        var recorder = await Deployed.By(() => _ = new IssuanceLedger("issuance", new() { Names = Deployed.Names }));

        var table = recorder.Single("aws:dynamodb/table:Table");
        Assert.Equal("widgiot-issuance", table.Text("name"));
        Assert.Equal("device-id", table.Text("hashKey"));
        Assert.Equal("csr-sha256", table.Text("rangeKey"));
        Assert.Equal("expires-at", table.Map("ttl")["attributeName"]);
        Assert.Equal(true, table.Map("ttl")["enabled"]);
        Assert.False(table.Inputs.ContainsKey("streamEnabled"));
    }

    [Fact]
    public async Task with_every_argument_is_encrypted_and_tagged()
    {
        var recorder = await Deployed.By(() => _ = new IssuanceLedger("issuance", new()
        {
            Names = Deployed.Names,
            KmsKeyArn = "key",
            Tags = { { "team", "factory" } },
        }));

        var table = recorder.Single("aws:dynamodb/table:Table");
        Assert.Equal("key", table.Map("serverSideEncryption")["kmsKeyArn"]);
        Assert.Equal("factory", table.Map("tags")["team"]);
    }
}
