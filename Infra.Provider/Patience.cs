using Infra.Provider.Ports;

namespace Infra.Provider;

/// <summary>How often a call is tried again, and how long between. The SDK's own retries are off, because they hide whether an earlier try may have taken effect.</summary>
internal sealed class Patience(Func<TimeSpan, CancellationToken, Task> pause)
{
    private const int Tries = 5;

    public static Patience Real(TimeProvider clock) => new((time, cancellationToken) => Task.Delay(time, clock, cancellationToken));

    public Task PauseAsync(TimeSpan time, CancellationToken cancellationToken) => pause(time, cancellationToken);

    public Task TryAsync(Func<Task> call, CancellationToken cancellationToken) =>
        TryAsync(async _ => { await call(); return true; }, cancellationToken);

    public Task<T> TryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => TryAsync(_ => call(), cancellationToken);

    /// <summary>The call learns whether an earlier try may have taken effect: then "it exists already" can mean "you made it".</summary>
    public async Task<T> TryAsync<T>(Func<bool, Task<T>> call, CancellationToken cancellationToken)
    {
        var mayHaveTakenEffect = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(mayHaveTakenEffect);
            }
            catch (TransientFaultException fault)
            {
                mayHaveTakenEffect |= fault.MayHaveTakenEffect;
                if (attempt == Tries)
                {
                    throw new ProvisioningException(ProvisioningErrors.AwsUnavailable,
                        $"AWS did not do it in {Tries} tries, last answer: {fault.Message}; "
                        + (mayHaveTakenEffect ? "one of them may have taken effect all the same: run pulumi refresh, then pulumi up" : "run pulumi up again"),
                        fault);
                }

                await pause(TimeSpan.FromMilliseconds(250 << attempt), cancellationToken);
            }
        }
    }
}
