namespace Infra.Tools.Devices.Tables;

/// <summary>One item of the device table, as it stands there: what is null is absent, and nothing is judged.</summary>
internal sealed record DeviceRecord(string DeviceId, string? PublicKey, string? Status, string? Sku, string? Batch, string? RegisteredAt);
