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

    /// <summary>A certificate, whose key it is then.</summary>
    Certificate,
}

internal static class EntryFields
{
    // Device identifier, certificate PEM: no name of ours is longer.
    private const int MostLetters = 40;

    /// <summary>The names are the table's; case, hyphens, underscores and blanks do not count, so that deviceId, Device_ID and "device id" are read too.</summary>
    /// <param name="name">As the manifest has it.</param>
    /// <param name="idName">The name under which this manifest has its device ids. Default: the table's.</param>
    public static EntryField Of(string name, string? idName = null)
    {
        Span<char> buffer = stackalloc char[MostLetters];
        if (!TryLetters(name, buffer, out var letters)) { return EntryField.None; }
        if (idName is not null)
        {
            Span<char> wanted = stackalloc char[MostLetters];
            if (TryLetters(idName, wanted, out var id) && letters.SequenceEqual(id)) { return EntryField.DeviceId; }
        }

        return letters switch
        {
            "deviceid" => idName is null ? EntryField.DeviceId : EntryField.None,
            "pubkey" or "publickey" => EntryField.PublicKey,
            "cert" or "certificate" or "certificatepem" => EntryField.Certificate,
            "status" => EntryField.Status,
            "sku" => EntryField.Sku,
            "batch" => EntryField.Batch,
            "registeredat" => EntryField.RegisteredAt,
            _ => EntryField.None,
        };
    }

    private static bool TryLetters(string name, Span<char> buffer, out ReadOnlySpan<char> letters)
    {
        letters = default;
        var count = 0;
        foreach (var letter in name)
        {
            if (letter is '-' or '_' or ' ') { continue; }
            if (count == buffer.Length) { return false; }
            buffer[count++] = char.ToLowerInvariant(letter);
        }

        letters = buffer[..count];
        return true;
    }

    public static ManifestEntry With(this ManifestEntry entry, EntryField field, string? value)
    {
        if (string.IsNullOrEmpty(value)) { return entry; }
        return field switch
        {
            EntryField.DeviceId => entry with { DeviceId = value },
            // Who was asked for a key may have sent a certificate.
            EntryField.PublicKey when !EntryCertificate.IsPem(value) => entry with { PublicKey = value },
            EntryField.PublicKey or EntryField.Certificate => entry with { Certificate = value },
            EntryField.Status => entry with { Status = value },
            EntryField.Sku => entry with { Sku = value },
            EntryField.Batch => entry with { Batch = value },
            EntryField.RegisteredAt => entry with { RegisteredAt = value },
            _ => entry,
        };
    }

    /// <summary>What a manifest must name, for an error.</summary>
    public const string Required = $"{DeviceTable.DeviceId} (or --id what it has) and {DeviceTable.PublicKey} or certificate";
}
