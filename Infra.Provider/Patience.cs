using Infra.Provider.Ports;

namespace Infra.Provider;

/// <summary>
/// How often a call is tried again, and how long between. The SDK's own retries are off, because they hide whether an earlier try may
/// have taken effect. A call that fails for good becomes a message that says what is left: each caller states it beside its call.
/// </summary>
internal sealed class Patience(Func<TimeSpan, CancellationToken, Task> pause)
{
    private const int Tries = 5;

    public static Patience Real(TimeProvider clock) => new((time, cancellationToken) => Task.Delay(time, clock, cancellationToken));

    public Task PauseAsync(TimeSpan time, CancellationToken cancellationToken) => pause(time, cancellationToken);

    public Task TryAsync(Func<Task> call, Aftermath aftermath, CancellationToken cancellationToken) =>
        TryAsync(async _ => { await call(); return true; }, aftermath, cancellationToken);

    public Task<T> TryAsync<T>(Func<Task<T>> call, Aftermath aftermath, CancellationToken cancellationToken) => TryAsync(_ => call(), aftermath, cancellationToken);

    /// <summary>The call learns whether an earlier try may have taken effect: then "it exists already" can mean "you made it".</summary>
    public async Task<T> TryAsync<T>(Func<bool, Task<T>> call, Aftermath aftermath, CancellationToken cancellationToken)
    {
        var mayHaveTakenEffect = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(mayHaveTakenEffect);
            }
            catch (AwsRefusalException refusal)
            {
                throw new ProvisioningException(ProvisioningErrors.AwsRefused,
                    $"AWS refused: {refusal.Message}; {aftermath.Tell(mayHaveTakenEffect)}", refusal);
            }
            catch (TransientFaultException fault)
            {
                mayHaveTakenEffect |= fault.MayHaveTakenEffect;
                if (attempt == Tries)
                {
                    throw new ProvisioningException(ProvisioningErrors.AwsUnavailable,
                        $"AWS did not do it in {Tries} tries, last answer: {fault.Message}; {aftermath.Tell(mayHaveTakenEffect)}", fault);
                }

                await pause(TimeSpan.FromMilliseconds(250 << attempt), cancellationToken);
            }
        }
    }
}

/// <summary>What is there after a call that failed for good.</summary>
/// <param name="Left">When AWS surely did not do it.</param>
/// <param name="Otherwise">What to look for when an answer was lost, so that nobody knows; null where the call changes nothing.</param>
internal sealed record Aftermath(string Left, string? Otherwise = null)
{
    public const string Again = "run the same command again";
    public const string Refresh = "run pulumi refresh, then the same command again";

    public string Tell(bool mayHaveTakenEffect) => mayHaveTakenEffect && Otherwise is not null
        ? $"{Left}, unless a try took effect whose answer was lost: {Otherwise}"
        : $"{Left}; {Again}";

    public static implicit operator Aftermath(string left) => new(left);
}
