using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>
/// The agenda in the ledger: one partition under a key that is no device id, sorted by time, so that what is due is one query and no index is needed.
/// A partition takes 1,000 writes a second, many times what a region may issue.
/// </summary>
internal sealed class DynamoRetirementAgenda(IAmazonDynamoDB dynamo, string table) : IRetirementAgenda
{
    // Neither sign occurs in a device id; '#' sorts before '~'.
    private const char Separator = '#';
    private const char AfterAll = '~';

    public async Task RemindAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = table,
            Key = KeyOf(reminder),
            UpdateExpression = "SET #expires = :expires",
            ExpressionAttributeNames = new() { ["#expires"] = LedgerTable.ExpiresAt },
            ExpressionAttributeValues = new() { [":expires"] = LedgerValues.Seconds(reminder.Until) },
        };
        await AwsFailures.InDomainWords("dynamodb:UpdateItem", () => dynamo.UpdateItemAsync(request, cancellationToken));
    }

    public async IAsyncEnumerable<AgendaEntry> DueAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "#device = :agenda AND #when <= :now",
            ExpressionAttributeNames = new() { ["#device"] = LedgerTable.DeviceId, ["#when"] = LedgerTable.CsrSha256 },
            ExpressionAttributeValues = new()
            {
                [":agenda"] = LedgerValues.Text(LedgerTable.Agenda),
                [":now"] = LedgerValues.Text($"{Sortable(now)}{AfterAll}"),
            },
            ConsistentRead = true,
        };
        do
        {
            var page = await AwsFailures.InDomainWords("dynamodb:Query", () => dynamo.QueryAsync(request, cancellationToken));
            foreach (var item in page.Items ?? [])
            {
                yield return EntryOf(item);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    public Task DoneAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        var request = new DeleteItemRequest { TableName = table, Key = KeyOf(reminder) };
        return AwsFailures.InDomainWords("dynamodb:DeleteItem", () => dynamo.DeleteItemAsync(request, cancellationToken));
    }

    private static Dictionary<string, AttributeValue> KeyOf(Reminder reminder) => new()
    {
        [LedgerTable.DeviceId] = LedgerValues.Text(LedgerTable.Agenda),
        [LedgerTable.CsrSha256] = LedgerValues.Text(KeyTextOf(reminder.Device, reminder.Due)),
    };

    private static string KeyTextOf(DeviceId device, DateTimeOffset due) => $"{Sortable(due)}{Separator}{device}";

    /// <summary>Only what <see cref="RemindAsync"/> writes is a reminder: one with another key could never be struck off.</summary>
    private static AgendaEntry EntryOf(Dictionary<string, AttributeValue> item)
    {
        var key = item[LedgerTable.CsrSha256].S;
        return key.Split(Separator, 2) is [var due, var device]
            && TryReadSeconds(due, out var when)
            && DeviceId.TryParse(device, out var id)
            && TryReadSeconds(item.GetValueOrDefault(LedgerTable.ExpiresAt)?.N, out var until)
            && KeyTextOf(id, when) == key
                ? new Reminder(id, when, until)
                : new UnreadableEntry(key);
    }

    private static bool TryReadSeconds(string? text, out DateTimeOffset time)
    {
        var isTime = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        time = isTime ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return isTime;
    }

    /// <summary>Epoch seconds of equal length sort as time does.</summary>
    private static string Sortable(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString("D12", CultureInfo.InvariantCulture);
}
