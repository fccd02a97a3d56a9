using Infra.Identity.Contracts;

namespace Infra.Tools.Devices.Manifests;

/// <summary>The values of an entry that the importer takes; a manifest may hold others beside them.</summary>
internal enum EntryField
{
    None,
    DeviceId,
    PublicKey,
    Status,
    Sku,
    Batch,
    RegisteredAt,
}

internal static class EntryFields
{
    /// <summary>The names are the table's; case, hyphens, underscores and blanks do not count, so that deviceId, Device_ID and "device id" are read too.</summary>
    public static EntryField Of(string name)
    {
        Span<char> letters = stackalloc char[24];
        var count = 0;
        foreach (var letter in name)
        {
            if (letter is '-' or '_' or ' ') { continue; }
            if (count == letters.Length) { return EntryField.None; }
            letters[count++] = char.ToLowerInvariant(letter);
        }

        return letters[..count] switch
        {
            "deviceid" => EntryField.DeviceId,
            "pubkey" or "publickey" => EntryField.PublicKey,
            "status" => EntryField.Status,
            "sku" => EntryField.Sku,
            "batch" => EntryField.Batch,
            "registeredat" => EntryField.RegisteredAt,
            _ => EntryField.None,
        };
    }

    public static ManifestEntry With(this ManifestEntry entry, EntryField field, string? value)
    {
        if (string.IsNullOrEmpty(value)) { return entry; }
        return field switch
        {
            EntryField.DeviceId => entry with { DeviceId = value },
            EntryField.PublicKey => entry with { PublicKey = value },
            EntryField.Status => entry with { Status = value },
            EntryField.Sku => entry with { Sku = value },
            EntryField.Batch => entry with { Batch = value },
            EntryField.RegisteredAt => entry with { RegisteredAt = value },
            _ => entry,
        };
    }

    /// <summary>What a manifest must name, for an error.</summary>
    public const string Required = $"{DeviceTable.DeviceId} and {DeviceTable.PublicKey}";
}
