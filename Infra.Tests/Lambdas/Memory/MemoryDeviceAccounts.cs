using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>Devices' accounts in memory, apart from the processes that use them.</summary>
internal sealed class AccountStore
{
    public Dictionary<DeviceId, DeviceAccount> Items { get; } = [];

    public Lock Lock { get; } = new();
}

/// <summary>Devices' accounts in memory, as one process sees them.</summary>
internal sealed class MemoryDeviceAccounts(AccountStore store, Process process) : IDeviceAccounts
{
    public Task<DeviceAccount> ReadAsync(DeviceId device, CancellationToken cancellationToken) => Task.FromResult(process.Call(() =>
    {
        lock (store.Lock)
        {
            return store.Items.GetValueOrDefault(device) ?? new DeviceAccount(device, Version: 0);
        }
    }));

    public Task<bool> WriteAsync(DeviceAccount account, CancellationToken cancellationToken) => Task.FromResult(process.Call(() =>
    {
        lock (store.Lock)
        {
            if ((store.Items.GetValueOrDefault(account.Device)?.Version ?? 0) != account.Version)
            {
                return false;
            }

            store.Items[account.Device] = account with { Version = account.Version + 1 };
            return true;
        }
    }));
}
