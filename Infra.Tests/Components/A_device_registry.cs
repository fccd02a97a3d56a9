using System.Collections.Immutable;
using Infra.Components;
using Pulumi;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_device_registry
{
    private const string TableType = "aws:dynamodb/table:Table";

    [Fact]
    public async Task with_required_arguments_only_is_one_protected_recoverable_table_paid_per_request()
    {
        var recorder = await Deployed.By(() => _ = new DeviceRegistry("devices", new() { Names = Deployed.Names }));

        var table = recorder.Single(TableType);
        Assert.Equal("widgiot-iot-provisioning-secretfree", table.Text("name"));
        Assert.Equal("PAY_PER_REQUEST", table.Text("billingMode"));
        Assert.Equal("NEW_AND_OLD_IMAGES", table.Text("streamViewType"));
        Assert.True(table.Flag("streamEnabled"));
        Assert.True(table.Flag("deletionProtectionEnabled"));
        Assert.Equal(true, table.Map("pointInTimeRecovery")["enabled"]);
        Assert.False(table.Inputs.ContainsKey("serverSideEncryption"));
        Assert.Empty(table.Inputs.TryGetValue("replicas", out var replicas) ? (ImmutableArray<object>)replicas : []);
    }

    [Fact]
    public async Task has_the_device_id_as_its_only_key()
    {
        // With a range key, as the seed had it, nothing could be looked up by device id alone (XC-06).
        var recorder = await Deployed.By(() => _ = new DeviceRegistry("devices", new() { Names = Deployed.Names }));

        var table = recorder.Single(TableType);
        Assert.Equal("device-id", table.Text("hashKey"));
        Assert.False(table.Inputs.ContainsKey("rangeKey"));
        Assert.Equal("device-id", Assert.IsType<ImmutableDictionary<string, object>>(Assert.Single(table.List("attributes")))["name"]);
    }

    [Fact]
    public async Task with_every_argument_is_a_global_table_under_a_key_of_each_region()
    {
        // Replicas on one table are version 2019.11.21; the seed's "global table" was one table in one region (XC-50, XC-54).
        var recorder = await Deployed.By(() => _ = new DeviceRegistry("devices", new()
        {
            Names = Deployed.Names,
            HomeRegion = "us-east-1",
            ReplicaRegions = ["eu-west-1"],
            KmsKeyArns = ImmutableSortedDictionary<string, Input<string>>.Empty.Add("us-east-1", "key-us").Add("eu-west-1", "key-eu"),
            Protect = false,
            Tags = { { "team", "factory" } },
        }));

        var table = recorder.Single(TableType);
        var replica = Assert.IsType<ImmutableDictionary<string, object>>(Assert.Single(table.List("replicas")));
        Assert.Equal("eu-west-1", replica["regionName"]);
        Assert.Equal("key-eu", replica["kmsKeyArn"]);
        Assert.Equal(true, replica["pointInTimeRecovery"]);
        Assert.Equal(false, replica["deletionProtectionEnabled"]);
        Assert.Equal("key-us", table.Map("serverSideEncryption")["kmsKeyArn"]);
        Assert.False(table.Flag("deletionProtectionEnabled"));
        Assert.Equal("factory", table.Map("tags")["team"]);
        Assert.Empty(recorder.All("aws:dynamodb/globalTable:GlobalTable"));
    }

    [Fact]
    public async Task refuses_a_key_for_some_regions_only()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new DeviceRegistry("devices", new()
        {
            Names = Deployed.Names,
            ReplicaRegions = ["eu-west-1"],
            KmsKeyArns = ImmutableSortedDictionary<string, Input<string>>.Empty.Add("us-east-1", "key-us"),
        }));

        Assert.Contains("no KMS key is given for eu-west-1", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task in_another_region_finds_its_replica_and_creates_nothing()
    {
        string? arn = null;
        var recorder = await Deployed.By(() =>
        {
            var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names, HomeRegion = "eu-west-1", ReplicaRegions = ["us-east-1"] });
            registry.TableArn.Apply(found => arn = found);
        });

        Assert.Empty(recorder.All(TableType));
        Assert.Equal("arn:aws:dynamodb:us-east-1:123456789012:table/widgiot-iot-provisioning-secretfree", arn);
    }

    [Fact]
    public async Task grants_an_importer_to_write_and_not_to_read()
    {
        var recorder = await Deployed.By(() =>
        {
            var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
            registry.GrantRegister(ProvisioningFunctions.Authorizer(Deployed.Functions, registry));
        });

        Assert.Equal(["dynamodb:PutItem", "dynamodb:UpdateItem"], RolePolicies.ActionsIn(recorder.Single(RolePolicies.Type, "authorizer-register-devices")));
    }
}
