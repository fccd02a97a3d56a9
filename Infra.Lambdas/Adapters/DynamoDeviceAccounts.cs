using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>The devices' accounts in DynamoDB: one item each, beside the device's issuances, changed under its version only.</summary>
internal sealed class DynamoDeviceAccounts(IAmazonDynamoDB dynamo, string table) : IDeviceAccounts
{
    public async Task<DeviceAccount> ReadAsync(DeviceId device, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = table, Key = KeyOf(device), ConsistentRead = true };
        var response = await AwsFailures.InDomainWords("dynamodb:GetItem", () => dynamo.GetItemAsync(request, cancellationToken));
        return response.IsItemSet ? AccountOf(device, response.Item) : new DeviceAccount(device, Version: 0);
    }

    public async Task<bool> WriteAsync(DeviceAccount account, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = table,
            Key = KeyOf(account.Device),
            UpdateExpression = "SET #version = :next, #certificates = :certificates, #allowed = :allowed, #expires = :expires",
            ConditionExpression = account.Version == 0 ? "attribute_not_exists(#version)" : "#version = :version",
            ExpressionAttributeNames = new()
            {
                ["#version"] = LedgerTable.Version,
                ["#certificates"] = LedgerTable.Certificates,
                ["#allowed"] = LedgerTable.AllowedAt,
                ["#expires"] = LedgerTable.ExpiresAt,
            },
            ExpressionAttributeValues = new()
            {
                [":next"] = LedgerValues.Number(account.Version + 1),
                [":certificates"] = new() { M = account.Certificates.ToDictionary(entry => entry.Key, entry => ItemOf(entry.Value)) },
                [":allowed"] = LedgerValues.Milliseconds(account.LastAllowedAt ?? DateTimeOffset.UnixEpoch),
                [":expires"] = LedgerValues.Seconds(account.ExpiresAt ?? DateTimeOffset.UnixEpoch),
            },
        };
        if (account.Version > 0)
        {
            request.ExpressionAttributeValues[":version"] = LedgerValues.Number(account.Version);
        }

        return await AwsFailures.InDomainWords("dynamodb:UpdateItem", async () =>
        {
            try
            {
                await dynamo.UpdateItemAsync(request, cancellationToken);
                return true;
            }
            catch (ConditionalCheckFailedException)
            {
                // Also after a lost reply that the SDK answered with a second try: who reads again finds what the first one wrote.
                return false;
            }
        });
    }

    private static Dictionary<string, AttributeValue> KeyOf(DeviceId device) => new()
    {
        [LedgerTable.DeviceId] = LedgerValues.Text(device.ToString()),
        [LedgerTable.CsrSha256] = LedgerValues.Text(LedgerTable.Account),
    };

    private static DeviceAccount AccountOf(DeviceId device, Dictionary<string, AttributeValue> item) =>
        new(device, LedgerValues.LongOf(item[LedgerTable.Version]))
        {
            LastAllowedAt = LedgerValues.MillisecondsOf(item[LedgerTable.AllowedAt]),
            Certificates = (item[LedgerTable.Certificates].M ?? []).ToImmutableSortedDictionary(entry => entry.Key, entry => CertificateOf(entry.Value.M), StringComparer.Ordinal),
        };

    private static AttributeValue ItemOf(CountedCertificate certificate)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [LedgerTable.AllowedAt] = LedgerValues.Milliseconds(certificate.AllowedAt),
            [LedgerTable.NotAfter] = LedgerValues.Seconds(certificate.Ends),
        };
        if (certificate.CertificateId is { } id)
        {
            item[LedgerTable.CertificateId] = LedgerValues.Text(id);
        }

        return new() { M = item };
    }

    private static CountedCertificate CertificateOf(Dictionary<string, AttributeValue> item) => new(
        LedgerValues.MillisecondsOf(item[LedgerTable.AllowedAt]),
        LedgerValues.SecondsOf(item[LedgerTable.NotAfter]),
        item.GetValueOrDefault(LedgerTable.CertificateId)?.S);
}
