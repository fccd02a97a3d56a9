using Pulumi.Experimental;

namespace Pulumi;

/// <summary>Messages to the engine, in the order in which they were given. An error fails the deployment.</summary>
internal sealed class EngineLog(IEngine engine, InFlightTasks inFlight)
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;
    private int _errors;

    public bool HasErrors => Volatile.Read(ref _errors) > 0;

    public Task WriteAsync(LogSeverity severity, string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
    {
        if (severity == LogSeverity.Error)
        {
            Interlocked.Increment(ref _errors);
        }
        Task task;
        lock (_lock)
        {
            task = _last = AfterAsync(_last);
        }
        inFlight.Add(task);
        return task;

        async Task AfterAsync(Task previous)
        {
            await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            try
            {
                var urn = await UrnOfAsync(resource).ConfigureAwait(false);
                await engine.LogAsync(new(severity, message, urn, streamId ?? 0, ephemeral ?? false)).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Interlocked.Increment(ref _errors);
                throw new LogException(exception);
            }
        }
    }

    private static async Task<Urn?> UrnOfAsync(Resource? resource)
    {
        try
        {
            return resource is not null && await resource.Urn.GetValueAsync("").ConfigureAwait(false) is { Length: > 0 } urn ? new Urn(urn) : null;
        }
        catch (Exception)
        {
            // The resource may have failed: its messages are worth having all the same.
            return null;
        }
    }
}
