using Infra.Identity;

namespace Infra.Tools.Devices.Tables;

/// <summary>The device table as the tool uses it. Each call has been retried with patience when it fails.</summary>
internal interface IDeviceTable
{
    /// <summary>The most ids that one read takes.</summary>
    int MostReads { get; }

    /// <summary>The recorded keys of those devices that have a record; null where the record has none. Reads see every earlier write.</summary>
    Task<IReadOnlyDictionary<string, string?>> ReadKeysAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken);

    /// <summary>Writes records, each device once, over whatever is there: the caller has read first.</summary>
    Task WriteAsync(IReadOnlyCollection<DeviceRecord> records, CancellationToken cancellationToken);

    /// <summary>Writes a record only if the device has none. False: it has one.</summary>
    Task<bool> AddAsync(DeviceRecord record, CancellationToken cancellationToken);

    Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken);

    /// <summary>Sets the status of a device that has a record. False: it has none.</summary>
    Task<bool> SetStatusAsync(DeviceId device, string status, CancellationToken cancellationToken);

    /// <summary>Every record, page by page, in the table's own order.</summary>
    IAsyncEnumerable<DeviceRecord> ScanAsync(CancellationToken cancellationToken);
}
