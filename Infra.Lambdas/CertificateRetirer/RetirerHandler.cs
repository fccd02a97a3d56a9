using Infra.Identity.Contracts;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.CertificateRetirer;

/// <summary>
/// Works the agenda off, on a schedule. What it does not get to in its time, and what fails, is still there for the next run; one device's failure, or
/// an entry that cannot be read, does not keep the others waiting. Since it runs whether devices ask or not, it also counts the days that the CA has left.
/// </summary>
internal sealed class RetirerHandler(IRetirementAgenda agenda, Retirement retirement, DateOnly? authorityEnds, FunctionLog log, TimeProvider time)
    : IHandler<RetirementEvent, RetirementAnswer>
{
    public async Task<RetirementAnswer> HandleAsync(RetirementEvent @event, Invocation invocation)
    {
        var started = time.GetTimestamp();
        var answer = new RetirementAnswer();
        LogEntry Entry(string outcome) => new(invocation.RequestId, outcome, time.GetElapsedTime(started));
        LogEntry Ended(string outcome) => Entry(outcome) with
        {
            AuthorityDaysLeft = authorityEnds?.DayNumber - DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).DayNumber,
        };
        using var patience = new CancellationTokenSource(invocation.TimeToWork(time), time);
        try
        {
            await foreach (var entry in agenda.DueAsync(time.GetUtcNow(), patience.Token))
            {
                if (entry is UnreadableEntry unreadable)
                {
                    answer.Failed++;
                    log.Write(Entry(RetirerOutcomes.ReminderUnreadable) with { Fault = Unreadable(unreadable.Key) });
                    continue;
                }

                var reminder = (Reminder)entry;
                try
                {
                    var retired = await retirement.RunAsync(reminder, patience.Token);
                    answer.Retired += retired.CertificateIds.Length;
                    answer.Waiting += retired.IsWaiting ? 1 : 0;
                    foreach (var id in retired.CertificateIds)
                    {
                        log.Write(Entry(RetirerOutcomes.Retired) with { Device = reminder.Device, CertificateId = id });
                    }
                }
                catch (Exception fault) when (fault is not OperationCanceledException and not PortException { Failure: PortFailure.Throttled })
                {
                    answer.Failed++;
                    log.Write(Entry(RetirerOutcomes.Fault) with { Device = reminder.Device, Fault = fault });
                }
            }

            log.Write(Ended(RetirerOutcomes.Finished));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            log.Write(Ended(RetirerOutcomes.OutOfTime));
        }
        catch (PortException exception) when (exception.Failure is PortFailure.Throttled)
        {
            // Issuing goes first: the next run goes on.
            log.Write(Ended(RetirerOutcomes.Throttled));
        }
        catch (Exception fault)
        {
            log.Write(Ended(RetirerOutcomes.Fault) with { Fault = fault });
            throw;
        }

        return answer;
    }

    private static FormatException Unreadable(string key) =>
        new($"the entry '{key}' of the agenda is no reminder (SECONDS#DEVICE, with its expiry); find out who wrote it, and delete it from the ledger");
}

/// <summary>How a run, or the retirement of one certificate, ended.</summary>
internal static class RetirerOutcomes
{
    public const string Retired = "retired";
    public const string Finished = "finished";
    public const string OutOfTime = "out_of_time";
    public const string Throttled = FunctionOutcomes.Throttled;
    public const string ReminderUnreadable = "reminder_unreadable";
    public const string Fault = "fault";
}
