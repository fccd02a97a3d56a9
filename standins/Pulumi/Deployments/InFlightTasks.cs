namespace Pulumi;

/// <summary>The work that a deployment has begun and must wait for; the first failure ends the wait.</summary>
internal sealed class InFlightTasks
{
    private readonly Lock _lock = new();
    private readonly List<Exception> _failures = [];
    private int _running;
    private TaskCompletionSource<ImmutableArray<Exception>>? _waiter;

    public void Add(Task task)
    {
        lock (_lock)
        {
            _running++;
        }
        task.ContinueWith(OnCompleted, TaskScheduler.Default);
    }

    /// <summary>Nothing when all is done, else the failures so far, each once.</summary>
    public Task<ImmutableArray<Exception>> WaitAsync()
    {
        lock (_lock)
        {
            if (_failures.Count > 0 || _running == 0)
            {
                return Task.FromResult(TakeFailures());
            }
            _waiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }

    private void OnCompleted(Task task)
    {
        lock (_lock)
        {
            _running--;
            if (task.Exception is { } exception)
            {
                _failures.AddRange(exception.InnerExceptions);
            }
            if (_waiter is not null && (_failures.Count > 0 || _running == 0))
            {
                _waiter.SetResult(TakeFailures());
                _waiter = null;
            }
        }
    }

    private ImmutableArray<Exception> TakeFailures()
    {
        // A failed output fails all that was made from it: one cause, many tasks.
        ImmutableArray<Exception> taken = [.. _failures.Distinct()];
        _failures.Clear();
        return taken;
    }
}
