using Infra.Components.Policies;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.DynamoDB;
using Pulumi.Aws.DynamoDB.Inputs;

namespace Infra.Components;

/// <summary>What an <see cref="IssuanceLedger"/> is made from.</summary>
public sealed class IssuanceLedgerArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>ARN of a KMS key. Default: none, the table is encrypted under a key that AWS owns.</summary>
    [Input("kmsKeyArn")]
    public Input<string>? KmsKeyArn { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The region's write-ahead record of issuance: one item per device and CSR, so that a retry costs no second certificate, and one per
/// device with the certificates it has. It is regional
/// on purpose (conditional writes of a global table hold within one region only), and holds nothing that a device could not ask for again:
/// items expire by themselves, and the table needs no protection from deletion.
/// </summary>
public sealed class IssuanceLedger : ComponentResource
{
    /// <summary>Creates the ledger.</summary>
    public IssuanceLedger(string name, IssuanceLedgerArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:IssuanceLedger", name, args, options)
    {
        var table = new Table(name, new()
        {
            Name = args.Names.Ledger,
            Region = args.Names.Region,
            BillingMode = "PAY_PER_REQUEST",
            HashKey = LedgerTable.DeviceId,
            RangeKey = LedgerTable.CsrSha256,
            Attributes =
            [
                new TableAttributeArgs { Name = LedgerTable.DeviceId, Type = "S" },
                new TableAttributeArgs { Name = LedgerTable.CsrSha256, Type = "S" },
            ],
            Ttl = new TableTtlArgs { Enabled = true, AttributeName = LedgerTable.ExpiresAt },
            PointInTimeRecovery = new TablePointInTimeRecoveryArgs { Enabled = true },
            ServerSideEncryption = Encryption.Under(args.KmsKeyArn),
            Tags = args.Tags,
        }, new() { Parent = this });

        (TableName, TableArn) = (table.Name, table.Arn);
        RegisterOutputs();
    }

    /// <summary>The ledger's name.</summary>
    [Output("tableName")]
    public Output<string> TableName { get; private init; }

    /// <summary>The ledger's ARN.</summary>
    [Output("tableArn")]
    public Output<string> TableArn { get; private init; }

    /// <summary>Lets an issuer write its steps down and keep the devices' accounts; conditional updates tell it which step was the last.</summary>
    public AccessGrant GrantRecord(IGrantee grantee) => grantee.Grant(this, "record", new Statement
    {
        Sid = "RecordIssuanceSteps",
        Action = [Actions.DynamoDb.GetItem, Actions.DynamoDb.UpdateItem],
        Resource = [TableArn],
    });

    /// <summary>Lets the retirer see which devices to look at, keep their accounts and strike them off.</summary>
    public AccessGrant GrantRetire(IGrantee grantee) => grantee.Grant(this, "retire", new Statement
    {
        Sid = "KeepTheAgendaOfRetirements",
        Action = [Actions.DynamoDb.Query, Actions.DynamoDb.GetItem, Actions.DynamoDb.UpdateItem, Actions.DynamoDb.DeleteItem],
        Resource = [TableArn],
    });
}
