using System.Collections.Immutable;
using Infra.Components.Policies;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.DynamoDB;
using Pulumi.Aws.DynamoDB.Inputs;

namespace Infra.Components;

/// <summary>What a <see cref="DeviceRegistry"/> is made from.</summary>
public sealed class DeviceRegistryArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The region whose stack creates the table. Default: this one; other regions refer to the table by name.</summary>
    [Input("homeRegion")]
    public string? HomeRegion { get; init; }

    /// <summary>Further regions that get a replica; only the home region's stack makes them. Default: none.</summary>
    [Input("replicaRegions")]
    public ImmutableArray<string> ReplicaRegions { get; init; } = [];

    /// <summary>ARN of a KMS key per region, home and replicas. Default: none, the table is encrypted under a key that AWS owns.</summary>
    public ImmutableSortedDictionary<string, Input<string>> KmsKeyArns { get; init; } = ImmutableSortedDictionary<string, Input<string>>.Empty;

    /// <summary>Whether table and replicas are protected from deletion, by AWS and by Pulumi. Default: yes.</summary>
    [Input("protect")]
    public bool Protect { get; init; } = true;

    /// <summary>Tags of the table and its replicas. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The devices' public keys: a DynamoDB global table (version 2019.11.21, replicas on one table), paid per request, recoverable to any
/// second of the last 35 days. The home region's stack creates it with its replicas; the others find their replica by name.
/// </summary>
public sealed class DeviceRegistry : ComponentResource
{
    /// <summary>Creates the table in its home region, or finds its replica in another one.</summary>
    public DeviceRegistry(string name, DeviceRegistryArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:DeviceRegistry", name, args, options)
    {
        var region = args.Names.Region;
        if (region == (args.HomeRegion ?? region))
        {
            var table = NewTable(name, args);
            (TableName, TableArn, TableStreamArn) = (table.Name, table.Arn, table.StreamArn);
        }
        else
        {
            // Asking AWS, instead of writing the ARN, stops the preview of a region whose home region was not deployed yet.
            var replica = GetTable.Invoke(new() { Name = args.Names.DeviceTable, Region = region }, new InvokeOptions { Parent = this });
            (TableName, TableArn, TableStreamArn) = (replica.Apply(table => table.Name), replica.Apply(table => table.Arn), replica.Apply(table => table.StreamArn));
        }
        RegisterOutputs();
    }

    /// <summary>The table's name, the same in every region.</summary>
    [Output("tableName")]
    public Output<string> TableName { get; private init; }

    /// <summary>ARN of the table or replica in this region.</summary>
    [Output("tableArn")]
    public Output<string> TableArn { get; private init; }

    /// <summary>ARN of this region's stream of changes, with old and new images.</summary>
    [Output("tableStreamArn")]
    public Output<string> TableStreamArn { get; private init; }

    /// <summary>Lets a function look devices up, one by its id.</summary>
    public AccessGrant GrantRead(IGrantee grantee) => grantee.Grant(this, "read", new Statement
    {
        Sid = "ReadDeviceRecords",
        Action = [Actions.DynamoDb.GetItem],
        Resource = [TableArn],
    });

    /// <summary>Lets an importer record devices and block them.</summary>
    public AccessGrant GrantRegister(IGrantee grantee) => grantee.Grant(this, "register", new Statement
    {
        Sid = "RecordAndBlockDevices",
        Action = [Actions.DynamoDb.PutItem, Actions.DynamoDb.UpdateItem],
        Resource = [TableArn],
    });

    private Table NewTable(string name, DeviceRegistryArgs args) => new(name, new()
    {
        Name = args.Names.DeviceTable,
        Region = args.Names.Region,
        BillingMode = "PAY_PER_REQUEST",
        HashKey = DeviceTable.DeviceId,
        Attributes = new TableAttributeArgs { Name = DeviceTable.DeviceId, Type = "S" },
        // Replication reads the stream, and so may an importer's audit.
        StreamEnabled = true,
        StreamViewType = "NEW_AND_OLD_IMAGES",
        PointInTimeRecovery = new TablePointInTimeRecoveryArgs { Enabled = true },
        ServerSideEncryption = Encryption.Under(KeyOf(args, args.Names.Region)),
        DeletionProtectionEnabled = args.Protect,
        Replicas = [.. args.ReplicaRegions.Select(replica => Replica(args, replica))],
        Tags = args.Tags,
    }, new() { Parent = this, Protect = args.Protect });

    private static Input<TableReplicaArgs> Replica(DeviceRegistryArgs args, string region) => new TableReplicaArgs
    {
        RegionName = region,
        PointInTimeRecovery = true,
        DeletionProtectionEnabled = args.Protect,
        PropagateTags = true,
        KmsKeyArn = KeyOf(args, region),
    };

    // DynamoDB takes customer keys in all regions of a global table or in none.
    private static Input<string>? KeyOf(DeviceRegistryArgs args, string region) =>
        args.KmsKeyArns.IsEmpty ? null
        : args.KmsKeyArns.GetValueOrDefault(region)
          ?? throw new ComponentException(ComponentCodes.KmsKeyMissing, $"no KMS key is given for {region}, but for {string.Join(", ", args.KmsKeyArns.Keys)}; a global table needs one in each of its regions or none at all");
}
