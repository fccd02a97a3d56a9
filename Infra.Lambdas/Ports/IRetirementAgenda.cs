using Infra.Identity;

namespace Infra.Lambdas.Ports;

/// <summary>
/// Which devices to look at, and when, because a certificate of theirs has a successor. A reminder says no more than that: what is to be done follows from the
/// device's account at that time. Bodies: DynamoDB, in the ledger; memory, for tests.
/// </summary>
internal interface IRetirementAgenda
{
    /// <summary>Puts a reminder down. The same one again is one.</summary>
    Task RemindAsync(Reminder reminder, CancellationToken cancellationToken);

    /// <summary>What is on the agenda for now and before, the oldest first. What cannot be read is told in its place, and the others follow.</summary>
    IAsyncEnumerable<AgendaEntry> DueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Strikes a reminder off. Gone already: nothing.</summary>
    Task DoneAsync(Reminder reminder, CancellationToken cancellationToken);
}

/// <summary>Something on the agenda: a <see cref="Reminder"/>, or what cannot be read as one.</summary>
internal abstract record AgendaEntry;

/// <summary>To look at a device's certificates.</summary>
/// <param name="Device">Whose.</param>
/// <param name="Due">When, to the second.</param>
/// <param name="Until">When the last certificate that it is about has ended, so that there is nothing left to look at.</param>
internal sealed record Reminder(DeviceId Device, DateTimeOffset Due, DateTimeOffset Until) : AgendaEntry;

/// <summary>What this version did not write and does not understand. It stays where it is: whoever put it there may still need it.</summary>
/// <param name="Key">Where it stands on the agenda.</param>
internal sealed record UnreadableEntry(string Key) : AgendaEntry;
