using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity.Contracts;
using Infra.Lambdas.Ports;
using static Infra.Lambdas.Adapters.LedgerValues;

namespace Infra.Lambdas.Adapters;

/// <summary>
/// The issuance ledger in DynamoDB. One action does it all: an UpdateItem makes the record or finds it, takes hold of it and returns it,
/// under a condition that only one run can meet.
/// </summary>
internal sealed class DynamoIssuanceLedger(IAmazonDynamoDB dynamo, string table) : IIssuanceLedger
{
    // Until is kept after a release (as 0) and so is the holder: the SDK may send a write twice, and the second must find what the first left.
    private const string MayTake = "attribute_not_exists(#until) OR #until <= :from OR #holder = :holder";
    private const string Holds = "#holder = :holder";

    public async Task<IssuanceRecord?> OpenAsync(IssuanceKey key, LedgerHold hold, CancellationToken cancellationToken)
    {
        var planned = new IssuanceRecord(key, IssuanceStep.Planned, hold.From);
        var request = UpdateOf(key);
        request.UpdateExpression =
            "SET #step = if_not_exists(#step, :step), #planned = if_not_exists(#planned, :planned), #expires = if_not_exists(#expires, :expires), "
            + "#holder = :holder, #until = :until ADD #runs :one";
        request.ConditionExpression = MayTake;
        request.ExpressionAttributeNames = new()
        {
            ["#step"] = LedgerTable.Step,
            ["#planned"] = LedgerTable.PlannedAt,
            ["#expires"] = LedgerTable.ExpiresAt,
            ["#holder"] = LedgerTable.Holder,
            ["#until"] = LedgerTable.HeldUntil,
            ["#runs"] = LedgerTable.Runs,
        };
        request.ExpressionAttributeValues = new()
        {
            [":step"] = Text(NameOf(planned.Step)),
            [":planned"] = Seconds(planned.PlannedAt),
            [":expires"] = Seconds(planned.ExpiresAt),
            [":holder"] = Text(hold.Holder),
            [":from"] = Milliseconds(hold.From),
            [":until"] = Milliseconds(hold.Until),
            [":one"] = Number(1),
        };
        request.ReturnValues = ReturnValue.ALL_NEW;
        return await UpdateAsync(request, cancellationToken) is { } item ? RecordOf(key, item) : null;
    }

    public Task SaveAsync(IssuanceRecord record, LedgerHold hold, CancellationToken cancellationToken) =>
        SaveAsync(record, hold, hold.Until, cancellationToken);

    public Task SaveAndReleaseAsync(IssuanceRecord record, LedgerHold hold, CancellationToken cancellationToken) =>
        SaveAsync(record, hold, DateTimeOffset.UnixEpoch, cancellationToken);

    private async Task SaveAsync(IssuanceRecord record, LedgerHold hold, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var request = UpdateOf(record.Key);
        var values = new Dictionary<string, AttributeValue?>
        {
            [LedgerTable.Step] = Text(NameOf(record.Step)),
            [LedgerTable.PlannedAt] = Seconds(record.PlannedAt),
            [LedgerTable.ExpiresAt] = Seconds(record.ExpiresAt),
            [LedgerTable.HeldUntil] = Milliseconds(until),
            [LedgerTable.CertificateArn] = record.CertificateArn is { } arn ? Text(arn) : null,
            [LedgerTable.CertificateId] = record.CertificateId is { } id ? Text(id) : null,
            [LedgerTable.NotAfter] = record.NotAfter is { } notAfter ? Seconds(notAfter) : null,
        };
        request.ExpressionAttributeNames = new() { ["#holder"] = LedgerTable.Holder };
        request.ExpressionAttributeValues = new() { [":holder"] = Text(hold.Holder) };
        List<string> set = [];
        List<string> remove = [];
        foreach (var (name, value) in values)
        {
            var position = set.Count + remove.Count;
            request.ExpressionAttributeNames[$"#{position}"] = name;
            if (value is null)
            {
                remove.Add($"#{position}");
                continue;
            }

            request.ExpressionAttributeValues[$":{position}"] = value;
            set.Add($"#{position} = :{position}");
        }

        request.UpdateExpression = $"SET {string.Join(", ", set)}" + (remove.Count > 0 ? $" REMOVE {string.Join(", ", remove)}" : "");
        request.ConditionExpression = Holds;
        if (await UpdateAsync(request, cancellationToken) is null)
        {
            throw new HoldLostException(record.Key);
        }
    }

    /// <returns>The item's attributes as asked for; null if the condition did not hold.</returns>
    private async Task<Dictionary<string, AttributeValue>?> UpdateAsync(UpdateItemRequest request, CancellationToken cancellationToken) =>
        await AwsFailures.InDomainWords<Dictionary<string, AttributeValue>?>("dynamodb:UpdateItem", async () =>
        {
            try
            {
                return (await dynamo.UpdateItemAsync(request, cancellationToken)).Attributes ?? [];
            }
            catch (ConditionalCheckFailedException)
            {
                return null;
            }
        });

    private UpdateItemRequest UpdateOf(IssuanceKey key) => new()
    {
        TableName = table,
        Key = new()
        {
            [LedgerTable.DeviceId] = Text(key.Device.ToString()),
            [LedgerTable.CsrSha256] = Text(key.CsrSha256.ToString()),
        },
    };

    private static IssuanceRecord RecordOf(IssuanceKey key, Dictionary<string, AttributeValue> item) =>
        new(key, StepOf(item[LedgerTable.Step].S), SecondsOf(item[LedgerTable.PlannedAt]))
        {
            CertificateArn = item.GetValueOrDefault(LedgerTable.CertificateArn)?.S,
            CertificateId = item.GetValueOrDefault(LedgerTable.CertificateId)?.S,
            NotAfter = item.TryGetValue(LedgerTable.NotAfter, out var notAfter) ? SecondsOf(notAfter) : null,
        };

    private static string NameOf(IssuanceStep step) => step switch
    {
        IssuanceStep.Planned => IssuanceSteps.Planned,
        IssuanceStep.Requested => IssuanceSteps.Requested,
        IssuanceStep.Issued => IssuanceSteps.Issued,
        IssuanceStep.Registered => IssuanceSteps.Registered,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "not a step"),
    };

    private static IssuanceStep StepOf(string name) => name switch
    {
        IssuanceSteps.Planned => IssuanceStep.Planned,
        IssuanceSteps.Requested => IssuanceStep.Requested,
        IssuanceSteps.Issued => IssuanceStep.Issued,
        IssuanceSteps.Registered => IssuanceStep.Registered,
        _ => throw new FormatException($"the ledger has a record at step '{name}', which this version does not know"),
    };
}
