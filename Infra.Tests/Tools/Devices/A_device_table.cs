using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Tests.Lambdas;
using Infra.Tests.StandIns.AwsSdk;
using Infra.Tools;
using Infra.Tools.Devices.Tables;

namespace Infra.Tests.Tools.Devices;

/// <summary>What every body of the port must do.</summary>
public abstract class A_device_table
{
    private protected abstract Task<IDeviceTable> CreateAsync();

    [Fact]
    public async Task reads_the_keys_of_those_devices_that_have_a_record()
    {
        var table = await CreateAsync();
        await table.WriteAsync([Record("SN-1", "k1"), Record("SN-2", null), Record("SN-3", "k3")], default);

        var keys = await table.ReadKeysAsync([DeviceId.Parse("SN-1"), DeviceId.Parse("SN-2"), DeviceId.Parse("sn-1")], default);

        Assert.Equal([("SN-1", "k1"), ("SN-2", null)], keys.Select(key => (key.Key, key.Value)).Order());
    }

    [Fact]
    public async Task adds_a_record_once()
    {
        var table = await CreateAsync();

        Assert.True(await table.AddAsync(Record("SN-1", "k1"), default));
        Assert.False(await table.AddAsync(Record("SN-1", "k2"), default));
        Assert.Equal(Record("SN-1", "k1"), await table.FindAsync(DeviceId.Parse("SN-1"), default));
    }

    [Fact]
    public async Task sets_the_status_of_known_devices_only()
    {
        var table = await CreateAsync();
        await table.AddAsync(Record("SN-1", "k1"), default);

        Assert.True(await table.SetStatusAsync(DeviceId.Parse("SN-1"), "blocked", default));
        Assert.False(await table.SetStatusAsync(DeviceId.Parse("SN-2"), "blocked", default));
        Assert.Equal(Record("SN-1", "k1") with { Status = "blocked" }, await table.FindAsync(DeviceId.Parse("SN-1"), default));
        Assert.Null(await table.FindAsync(DeviceId.Parse("SN-2"), default));
    }

    [Fact]
    public async Task hands_out_every_record()
    {
        var table = await CreateAsync();
        var records = Enumerable.Range(0, 60).Select(i => Record($"SN-{i}", $"k{i}")).ToArray();
        await table.WriteAsync(records, default);

        var found = new List<DeviceRecord>();
        await foreach (var record in table.ScanAsync(default)) { found.Add(record); }

        Assert.Equal(records.OrderBy(record => record.DeviceId, StringComparer.Ordinal), found.OrderBy(record => record.DeviceId, StringComparer.Ordinal));
    }

    private static DeviceRecord Record(string id, string? key) => new(id, key, "ready", "widgiot", null, "2026-01-31T12:00:00Z");
}

public sealed class A_device_table_in_memory : A_device_table
{
    private protected override Task<IDeviceTable> CreateAsync() => Task.FromResult<IDeviceTable>(new MemoryDeviceTable());
}

[Collection("dynalite")]
public sealed class A_device_table_in_dynamodb(Dynalite dynalite) : A_device_table
{
    private protected override async Task<IDeviceTable> CreateAsync() =>
        new DynamoDeviceTable(dynalite.Client, await dynalite.CreateTableAsync(DeviceTable.DeviceId), new Patience(TimeProvider.System));
}

public sealed class A_device_table_that_is_throttled
{
    private static readonly Answer _throttled = new("""{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow down"}""", 400);

    [Fact]
    public async Task is_sent_again_what_it_left_over_and_nothing_else()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            _throttled,
            new("""{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"device-id":{"S":"SN-2"},"pubkey":{"S":"k2"}}}}]}}"""),
            new("""{"UnprocessedItems":{}}"""));

        await Table(endpoint).WriteAsync([Of("SN-1", "k1"), Of("SN-2", "k2")], default);

        Assert.Equal(3, endpoint.All.Count);
        Assert.Contains("SN-1", endpoint.All[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("SN-1", endpoint.All[2].Body, StringComparison.Ordinal);
        Assert.Contains("SN-2", endpoint.All[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task is_asked_again_for_the_keys_that_it_left_over()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new("""{"Responses":{"t":[{"device-id":{"S":"SN-1"},"pubkey":{"S":"k1"}}]},"UnprocessedKeys":{"t":{"Keys":[{"device-id":{"S":"SN-2"}}],"ConsistentRead":true,"ProjectionExpression":"#id, #pubkey","ExpressionAttributeNames":{"#id":"device-id","#pubkey":"pubkey"}}}}"""),
            new("", 500),
            new("""{"Responses":{"t":[{"device-id":{"S":"SN-2"},"pubkey":{"S":"k2"}}]},"UnprocessedKeys":{}}"""));

        var keys = await Table(endpoint).ReadKeysAsync([DeviceId.Parse("SN-1"), DeviceId.Parse("SN-2")], default);

        Assert.Equal([("SN-1", "k1"), ("SN-2", "k2")], keys.Select(key => (key.Key, key.Value!)).Order());
        Assert.DoesNotContain("SN-1", endpoint.All[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task for_too_long_is_given_up()
    {
        const string all = """{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"device-id":{"S":"SN-1"}}}}]}}""";
        await using var endpoint = await RecordingEndpoint.StartAsync([.. Enumerable.Repeat(new Answer(all), 40)]);

        var given = await Assert.ThrowsAsync<ToolException>(() => Table(endpoint).WriteAsync([Of("SN-1", "k1")], default));

        Assert.Equal((ExitCodes.Aws, "aws-throttled"), (given.ExitCode, given.Code));
    }

    [Fact]
    public async Task is_not_asked_again_after_a_refusal_that_will_stand()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"no"}""", 400));

        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Table(endpoint).WriteAsync([Of("SN-1", "k1")], default));

        Assert.Single(endpoint.All);
    }

    private static DynamoDeviceTable Table(RecordingEndpoint endpoint) => new(
        new AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 }),
        "t",
        new Patience(TimeProvider.System, TimeSpan.FromMicroseconds(10)));

    private static DeviceRecord Of(string id, string key) => new(id, key, null, null, null, null);
}
