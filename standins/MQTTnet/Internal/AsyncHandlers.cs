namespace MQTTnet.Internal;

/// <summary>Awaits the handlers of an event one after the other, in the order of their registration.</summary>
internal static class AsyncHandlers
{
    internal static async Task InvokeAllAsync<T>(this Func<T, Task> handlers, T args)
    {
        if (handlers is null) { return; }
        foreach (var handler in handlers.GetInvocationList().Cast<Func<T, Task>>())
        {
            await handler(args).ConfigureAwait(false);
        }
    }
}
