using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Infra.Lambdas.Adapters;

/// <summary>How the ledger writes its values.</summary>
internal static class LedgerValues
{
    public static AttributeValue Text(string text) => new() { S = text };

    public static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Seconds(DateTimeOffset time) => Number(time.ToUnixTimeSeconds());

    public static AttributeValue Milliseconds(DateTimeOffset time) => Number(time.ToUnixTimeMilliseconds());

    public static long LongOf(AttributeValue value) => long.Parse(value.N, CultureInfo.InvariantCulture);

    public static DateTimeOffset MillisecondsOf(AttributeValue value) => DateTimeOffset.FromUnixTimeMilliseconds(LongOf(value));

    public static DateTimeOffset SecondsOf(AttributeValue value) => DateTimeOffset.FromUnixTimeSeconds(LongOf(value));
}
