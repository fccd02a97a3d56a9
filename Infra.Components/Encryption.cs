using Pulumi;
using Pulumi.Aws.DynamoDB.Inputs;

namespace Infra.Components;

/// <summary>Encryption of a table: under a customer's key, or, said by saying nothing, under one that AWS owns.</summary>
internal static class Encryption
{
    public static Input<TableServerSideEncryptionArgs>? Under(Input<string>? kmsKeyArn) =>
        kmsKeyArn is null ? null : (Input<TableServerSideEncryptionArgs>)new TableServerSideEncryptionArgs { Enabled = true, KmsKeyArn = kmsKeyArn };
}
