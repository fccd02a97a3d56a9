namespace Pulumi;

/// <summary>An output that is handed out before what it stands for exists.</summary>
public sealed class DeferredOutput<T>
{
    private readonly TaskCompletionSource<OutputData<T>> _source = new();
    private int _resolved;

    public DeferredOutput() => Output = new(_source.Task);

    public Output<T> Output { get; }

    public void Resolve(Output<T> output)
    {
        if (Interlocked.Exchange(ref _resolved, 1) == 1)
        {
            throw new InvalidOperationException("DeferredOutput can only be resolved once.");
        }
        output.Data.ContinueWith(
            task =>
            {
                if (task.Exception is { } exception)
                {
                    _source.SetException(exception);
                }
                else
                {
                    _source.SetFromTask(task);
                }
            },
            TaskScheduler.Default);
    }
}
