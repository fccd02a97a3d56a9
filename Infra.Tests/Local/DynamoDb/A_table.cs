using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Local.DynamoDb;
using Infra.Tests.Golden;

namespace Infra.Tests.Local.DynamoDb;

public sealed class A_table : IAsyncLifetime
{
    private Dynalite dynalite = null!;
    private DeployedTables tables = null!;
    private LocalFront local = null!;

    public async Task InitializeAsync()
    {
        dynalite = await Dynalite.StartAsync(Path.Combine(GoldenFile.RepoRoot, "Infra.Local", "node"), CancellationToken.None);
        tables = new(dynalite);
        local = await new LocalFront(new DynamoDbService(tables, dynalite)).StartAsync();
        await new DynamoDbMaker(tables).AsAsync("aws:dynamodb/table:Table", "devices",
            ("name", "devices"), ("hashKey", "device-id"), ("attributes", Make.List(Make.Map(("name", "device-id"), ("type", "S")))),
            ("replicas", Make.List(Make.Map(("regionName", "eu-west-1")))));
    }

    [Fact]
    public async Task shares_its_items_with_its_replica()
    {
        using var home = Client("us-east-1");
        using var replica = Client("eu-west-1");
        await home.PutItemAsync("devices", new() { ["device-id"] = new("d1"), ["status"] = new("ready") });

        var item = await replica.GetItemAsync("devices", new() { ["device-id"] = new("d1") });

        Assert.Equal("ready", item.Item["status"].S);
    }

    [Fact]
    public async Task is_kept_apart_from_a_table_of_the_same_name_in_another_region()
    {
        foreach (var region in (string[])["us-east-1", "eu-west-1"])
        {
            await new DynamoDbMaker(tables).MakeAsync(new("aws:dynamodb/table:Table", "ledger", region, Make.Map(
                ("name", "ledger"), ("hashKey", "id"), ("rangeKey", "csr"),
                ("attributes", Make.List(Make.Map(("name", "id"), ("type", "S")), Make.Map(("name", "csr"), ("type", "S")))))), CancellationToken.None);
        }
        using var one = Client("us-east-1");
        using var two = Client("eu-west-1");
        var key = new Dictionary<string, AttributeValue> { ["id"] = new("d1"), ["csr"] = new("c1") };
        await one.PutItemAsync("ledger", key);

        Assert.True((await two.GetItemAsync("ledger", key)).Item is null or { Count: 0 });
        Assert.NotEmpty((await one.GetItemAsync("ledger", key)).Item);
    }

    [Fact]
    public async Task is_not_there_in_a_region_without_a_replica()
    {
        using var elsewhere = Client("ap-south-1");
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => elsewhere.GetItemAsync("devices", new() { ["device-id"] = new("d1") }));
    }

    [Fact]
    public async Task shows_its_own_name_and_ARN_and_not_those_that_dynalite_knows()
    {
        using var client = Client("us-east-1");
        var table = (await client.DescribeTableAsync("devices")).Table;
        Assert.Equal(("devices", "arn:aws:dynamodb:us-east-1:123456789012:table/devices"), (table.TableName, table.TableArn));

        var batch = await client.BatchGetItemAsync(new Dictionary<string, KeysAndAttributes>
        {
            ["devices"] = new() { Keys = [new() { ["device-id"] = new("d1") }] },
        });
        Assert.Equal("devices", Assert.Single(batch.Responses).Key);
        Assert.Equal(["devices"], (await client.ListTablesAsync()).TableNames);
    }

    [Fact]
    public async Task evaluates_conditions_for_real()
    {
        using var client = Client("us-east-1");
        var put = new PutItemRequest { TableName = "devices", Item = new() { ["device-id"] = new("once") }, ConditionExpression = "attribute_not_exists(#id)", ExpressionAttributeNames = new() { ["#id"] = "device-id" } };
        await client.PutItemAsync(put);
        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => client.PutItemAsync(put));
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:us-east-1:123456789012:table/devices"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:us-east-1:123456789012:table/others"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":"d*"}}}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":"e*"}}}""", false)]
    public async Task is_read_by_a_role_as_far_as_its_policy_goes(string statement, bool allowed)
    {
        var role = local.Role("authorizer", $$"""{"Version":"2012-10-17","Statement":{{statement}}}""");
        using var client = new AmazonDynamoDBClient(role, local.At(new AmazonDynamoDBConfig()));
        var get = () => client.GetItemAsync("devices", new() { ["device-id"] = new("d1") });

        if (allowed) { await get(); }
        else { Assert.Equal("AccessDeniedException", (await Assert.ThrowsAsync<AmazonDynamoDBException>(get)).ErrorCode); }
    }

    public async Task DisposeAsync()
    {
        await local.DisposeAsync();
        await dynalite.DisposeAsync();
    }

    private AmazonDynamoDBClient Client(string region) => new(local.Operator, local.At(new AmazonDynamoDBConfig(), region));
}
