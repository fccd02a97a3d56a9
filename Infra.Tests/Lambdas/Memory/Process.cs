namespace Infra.Tests.Lambdas.Memory;

/// <summary>The process was killed. Nothing it does from then on has an effect.</summary>
internal sealed class ProcessKilledException : Exception;

/// <summary>
/// A function's process that can be killed at any of its calls, before the call has its effect or after. Every memory port
/// lets its calls run through one of these.
/// </summary>
internal sealed class Process(int? killAt = null)
{
    private int _moments;

    /// <summary>How many moments there were at which it could have been killed: two a call.</summary>
    public int Moments => _moments;

    public T Call<T>(Func<T> effect)
    {
        LiveOrDie();
        var result = effect();
        LiveOrDie();
        return result;
    }

    public void Call(Action effect) => Call(() =>
    {
        effect();
        return true;
    });

    private void LiveOrDie()
    {
        if (Interlocked.Increment(ref _moments) > killAt)
        {
            throw new ProcessKilledException();
        }
    }
}
