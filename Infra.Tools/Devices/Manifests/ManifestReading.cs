namespace Infra.Tools.Devices.Manifests;

/// <summary>How a manifest that is not of the plain kind is read.</summary>
internal sealed record ManifestReading
{
    public const string CommonName = "common-name";
    public const string UniqueId = "uniqueId";

    /// <summary>Where the device id is: the name of a column or member, or <see cref="CommonName"/> for that of the certificate's subject. Default: as the format has it.</summary>
    public string? Id { get; init; }

    /// <summary>Which of a secure element's keys is the device's. Default: the key in slot 0, the one with a certificate.</summary>
    public string KeySlot { get; init; } = "0";

    /// <summary>Who may have signed the entries of secure elements. Null: nobody is asked.</summary>
    public ManifestSigners? Signers { get; init; }

    public bool IdIsCommonName => Id == CommonName;

    /// <summary>Null: the format's own name.</summary>
    public string? IdName => IdIsCommonName ? null : Id;

    /// <summary>What an import that goes on must have in common with its beginning; null for the plain kind.</summary>
    public string? Describe(ManifestFormat format) => format is ManifestFormat.Microchip
        ? $"microchip, id {Id ?? UniqueId}, key {KeySlot}"
        : Id is null ? null : $"id {Id}";
}
