using Infra.Identity.Contracts;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.CertificateRetirer;

/// <summary>
/// Works the agenda off, on a schedule. What it does not get to in its time, and what fails, is still there for the next run; one device's failure does not
/// keep the others waiting.
/// </summary>
internal sealed class RetirerHandler(IRetirementAgenda agenda, Retirement retirement, FunctionLog log, TimeProvider time)
    : IHandler<RetirementEvent, RetirementAnswer>
{
    public async Task<RetirementAnswer> HandleAsync(RetirementEvent @event, Invocation invocation)
    {
        var started = time.GetTimestamp();
        var answer = new RetirementAnswer();
        LogEntry Entry(string outcome) => new(invocation.RequestId, outcome, time.GetElapsedTime(started));
        using var patience = new CancellationTokenSource(invocation.TimeToWork(time), time);
        try
        {
            await foreach (var reminder in agenda.DueAsync(time.GetUtcNow(), patience.Token))
            {
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

            log.Write(Entry(RetirerOutcomes.Finished));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            log.Write(Entry(RetirerOutcomes.OutOfTime));
        }
        catch (PortException exception) when (exception.Failure is PortFailure.Throttled)
        {
            // Issuing goes first: the next run goes on.
            log.Write(Entry(RetirerOutcomes.Throttled));
        }
        catch (Exception fault)
        {
            log.Write(Entry(RetirerOutcomes.Fault) with { Fault = fault });
            throw;
        }

        return answer;
    }
}

/// <summary>How a run, or the retirement of one certificate, ended.</summary>
internal static class RetirerOutcomes
{
    public const string Retired = "retired";
    public const string Finished = "finished";
    public const string OutOfTime = "out_of_time";
    public const string Throttled = FunctionOutcomes.Throttled;
    public const string Fault = "fault";
}
