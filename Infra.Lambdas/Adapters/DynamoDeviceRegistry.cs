using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>The device table in DynamoDB.</summary>
internal sealed class DynamoDeviceRegistry(IAmazonDynamoDB dynamo, string table) : IDeviceRegistry
{
    public async Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = table,
            Key = new() { [DeviceTable.DeviceId] = new AttributeValue { S = device.ToString() } },

            // A device that was blocked a moment ago is blocked.
            ConsistentRead = true,
            ProjectionExpression = "#pubkey, #status",
            ExpressionAttributeNames = new() { ["#pubkey"] = DeviceTable.PublicKey, ["#status"] = DeviceTable.Status },
        };
        var response = await AwsFailures.InDomainWords("dynamodb:GetItem", () => dynamo.GetItemAsync(request, cancellationToken));

        // A record that has neither attribute is projected to an empty item, not to none: IsItemSet tells the two apart.
        return response.IsItemSet
            ? new DeviceRecord(response.Item?.GetValueOrDefault(DeviceTable.PublicKey)?.S, response.Item?.GetValueOrDefault(DeviceTable.Status)?.S)
            : null;
    }
}
