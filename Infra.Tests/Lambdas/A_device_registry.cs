using Amazon.DynamoDBv2.Model;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Ports;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>What every body of the port must do.</summary>
public abstract class A_device_registry
{
    /// <summary>A registry that knows these devices and no others.</summary>
    private protected abstract Task<IDeviceRegistry> CreateAsync(params (string Device, DeviceRecord Record)[] records);

    [Fact]
    public async Task finds_a_device_as_it_was_recorded()
    {
        var registry = await CreateAsync(("SN-1", new("key", "blocked")), ("SN-2", new("other", "ready")));

        Assert.Equal(new DeviceRecord("key", "blocked"), await registry.FindAsync(DeviceId.Parse("SN-1"), default));
    }

    [Fact]
    public async Task finds_nothing_for_a_device_that_was_not() =>
        Assert.Null(await (await CreateAsync(("SN-1", new("key", null)))).FindAsync(DeviceId.Parse("sn-1"), default));

    [Fact]
    public async Task tells_a_record_without_key_from_no_record() =>
        Assert.Equal(new DeviceRecord(null, null), await (await CreateAsync(("SN-1", new(null, null)))).FindAsync(DeviceId.Parse("SN-1"), default));
}

public sealed class A_device_registry_in_memory : A_device_registry
{
    private protected override Task<IDeviceRegistry> CreateAsync(params (string Device, DeviceRecord Record)[] records)
    {
        var registry = new MemoryDeviceRegistry();
        foreach (var (device, record) in records)
        {
            registry.Put(device, record);
        }

        return Task.FromResult<IDeviceRegistry>(registry);
    }
}

[Collection("dynalite")]
public sealed class A_device_registry_in_dynamodb(Dynalite dynalite) : A_device_registry
{
    private protected override async Task<IDeviceRegistry> CreateAsync(params (string Device, DeviceRecord Record)[] records)
    {
        var table = await dynalite.CreateTableAsync(DeviceTable.DeviceId);
        foreach (var (device, record) in records)
        {
            var item = new Dictionary<string, AttributeValue>
            {
                [DeviceTable.DeviceId] = new(device),
                [DeviceTable.Sku] = new("widgiot"),
            };
            if (record.PublicKey is not null)
            {
                item[DeviceTable.PublicKey] = new(record.PublicKey);
            }

            if (record.Status is not null)
            {
                item[DeviceTable.Status] = new(record.Status);
            }

            await dynalite.Client.PutItemAsync(new PutItemRequest(table, item));
        }

        var environment = new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = dynalite.Client.Config.ServiceURL, ["AWS_REGION"] = "us-east-1", ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test",
        };
        return new DynamoDeviceRegistry(new DynamoDbGetItem(environment.GetValueOrDefault, TimeProvider.System), table);
    }
}
