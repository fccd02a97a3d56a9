using System.Text.Json;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>The device table in DynamoDB.</summary>
internal sealed class DynamoDeviceRegistry(DynamoDbGetItem dynamo, string table) : IDeviceRegistry
{
    public async Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken)
    {
        using var answer = await dynamo.SendAsync(Request(device), cancellationToken);

        // A record that has neither attribute is projected to an empty item, not to none.
        return answer.RootElement.TryGetProperty("Item", out var item)
            ? new DeviceRecord(Text(item, DeviceTable.PublicKey), Text(item, DeviceTable.Status))
            : null;
    }

    private byte[] Request(DeviceId device)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("TableName", table);
            json.WriteStartObject("Key");
            json.WriteStartObject(DeviceTable.DeviceId);
            json.WriteString("S", device.ToString());
            json.WriteEndObject();
            json.WriteEndObject();

            // A device that was blocked a moment ago is blocked.
            json.WriteBoolean("ConsistentRead", true);
            json.WriteString("ProjectionExpression", "#pubkey, #status");
            json.WriteStartObject("ExpressionAttributeNames");
            json.WriteString("#pubkey", DeviceTable.PublicKey);
            json.WriteString("#status", DeviceTable.Status);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>An attribute's text; null if there is none. What is no text is read as an empty one, which is no key and no status that lets anyone in.</summary>
    private static string? Text(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var attribute) ? null
        : attribute.TryGetProperty("S", out var text) ? text.GetString()
        : "";
}
