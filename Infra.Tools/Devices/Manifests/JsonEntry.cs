using System.Text.Json;

namespace Infra.Tools.Devices.Manifests;

/// <summary>
/// An entry out of a JSON object: ours, with plain strings, or DynamoDB's, with typed values, alone (an item of the seed's loader, of a scan)
/// or wrapped as <c>Item</c> (put-item, export to S3) or <c>PutRequest.Item</c> (batch-write-item).
/// </summary>
internal static class JsonEntry
{
    /// <summary>The parser takes any bytes inside quotes, and throws InvalidOperationException where they are asked for as text.</summary>
    public const string NotUtf8 = "the entry has text that is no UTF-8";

    public static ManifestEntry Of(ReadOnlyMemory<byte> json, long line, string? idName = null)
    {
        var entry = new ManifestEntry(line);
        try
        {
            using var document = JsonDocument.Parse(json);
            return Of(document.RootElement, entry, idName);
        }
        catch (JsonException exception)
        {
            // The parser's own words quote the input; its place is enough.
            return Malformed(entry, $"no JSON value (byte {exception.BytePositionInLine})");
        }
        catch (InvalidOperationException)
        {
            return Malformed(entry, NotUtf8);
        }
    }

    public static ManifestEntry Malformed(ManifestEntry entry, string why) => entry with { Fault = Reject.Of(entry, RejectCodes.EntryMalformed, why) };

    private static ManifestEntry Of(JsonElement json, ManifestEntry entry, string? idName)
    {
        if (json.ValueKind is not JsonValueKind.Object) { return Malformed(entry, $"an entry must be a JSON object, is {json.ValueKind}"); }
        if (json.TryGetProperty("PutRequest", out var put) && put.ValueKind is JsonValueKind.Object) { json = put; }
        if (json.TryGetProperty("Item", out var item) && item.ValueKind is JsonValueKind.Object) { json = item; }

        var seen = 0;
        foreach (var property in json.EnumerateObject())
        {
            var field = EntryFields.Of(property.Name, idName);
            if (field is EntryField.None) { continue; }

            // Which of two values is meant is not ours to guess.
            if ((seen & (1 << (int)field)) != 0) { return Malformed(entry, $"the object names {field} twice"); }
            seen |= 1 << (int)field;
            if (!TryText(property.Value, out var value))
            {
                if (field is EntryField.Certificate) { continue; } // somebody else's object of that name
                return Malformed(entry, $"{field} must be a string, is {property.Value.ValueKind}");
            }

            entry = entry.With(field, value);
        }

        return seen == 0 && json.TryGetProperty("payload"u8, out _) && json.TryGetProperty("signature"u8, out _)
            ? Malformed(entry, "this is a signed entry of a secure element; --format microchip reads those")
            : entry;
    }

    private static bool TryText(JsonElement value, out string? text)
    {
        text = null;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.String:
                text = value.GetString();
                return true;
            case JsonValueKind.Object when value.TryGetProperty("S", out var typed) && typed.ValueKind is JsonValueKind.String:
                text = typed.GetString();
                return true;
            default:
                return false;
        }
    }
}
