using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>An agenda in memory, as one process sees it.</summary>
internal sealed class MemoryRetirementAgenda(SortedSet<(DateTimeOffset Due, string Device)> store, Process process) : IRetirementAgenda
{
    public Task RemindAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        process.Call(() => store.Add((WholeSeconds(reminder.Due), reminder.Device.ToString())));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<AgendaEntry> DueAsync(DateTimeOffset now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (due, device) in process.Call(() => store.Where(reminder => reminder.Due <= now).ToList()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await Task.FromResult<AgendaEntry>(
                DeviceId.TryParse(device, out var id) ? new Reminder(id, due, DateTimeOffset.MaxValue) : new UnreadableEntry(device));
        }
    }

    public Task DoneAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        process.Call(() => store.Remove((WholeSeconds(reminder.Due), reminder.Device.ToString())));
        return Task.CompletedTask;
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
