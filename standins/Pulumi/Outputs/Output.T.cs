namespace Pulumi;

/// <summary>A value that may be there later, may stay unknown in a preview, and may be a secret.</summary>
public sealed class Output<T> : IOutput
{
    internal Output(Task<OutputData<T>> data)
    {
        Data = data;
        Deployment.Current?.InFlight.Add(data);
    }

    internal Task<OutputData<T>> Data { get; }

    public static Output<T> Create(Task<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(FromTask(value, isSecret: false));
    }

    public Output<TResult> Apply<TResult>(Func<T, TResult> func) => Apply(value => Output.Create(func(value)));

    public Output<TResult> Apply<TResult>(Func<T, Task<TResult>> func) => Apply(value => Output.Create(func(value)));

    public Output<TResult> Apply<TResult>(Func<T, Input<TResult>?> func) => Apply(value => func(value).ToOutput());

    public Output<TResult> Apply<TResult>(Func<T, Output<TResult>?> func) => new(ThenAsync(func));

    public Output<ValueTuple> Apply(Func<T, Task> func) => Apply(value => Output.Create(Wait(func(value))));

    public Output<TResult> UntypedApply<TResult>(Func<object?, Output<TResult>> func) => Apply(value => func(value));

    public override string ToString()
    {
        const string message =
            """
            Calling [ToString] on an [Output<T>] is not supported.

            To get the value of an Output<T> as an Output<string> consider:
            1. o.Apply(v => $"prefix{v}suffix")
            2. Output.Format($"prefix{hostname}suffix");

            See https://www.pulumi.com/docs/concepts/inputs-outputs for more details.
            """;
        var strict = Environment.GetEnvironmentVariable("PULUMI_ERROR_OUTPUT_STRING");
        if (strict == "1" || string.Equals(strict, "true", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(message);
        }
        Log.Warn(message);
        return message + Environment.NewLine + "This function may throw in a future version of Pulumi.";
    }

    async Task<OutputData<object?>> IOutput.GetDataAsync() => (await Data.ConfigureAwait(false)).Untyped();

    internal static async Task<OutputData<T>> FromTask(Task<T> value, bool isSecret)
        => OutputData<T>.Known(await value.ConfigureAwait(false), isSecret);

    /// <summary>The same output with something changed about it.</summary>
    internal Output<T> With(Func<OutputData<T>, Task<OutputData<T>>> change)
    {
        return new(ChangeAsync());

        async Task<OutputData<T>> ChangeAsync() => await change(await Data.ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal async Task<T> GetValueAsync(T whenUnknown)
    {
        var data = await Data.ConfigureAwait(false);
        return data.IsKnown ? data.Value : whenUnknown;
    }

    private async Task<OutputData<TResult>> ThenAsync<TResult>(Func<T, Output<TResult>?> func)
    {
        var outer = await Data.ConfigureAwait(false);
        if (!outer.IsKnown)
        {
            return new(outer.Resources, default!, IsKnown: false, outer.IsSecret);
        }
        if (func(outer.Value) is not { } next)
        {
            return new(outer.Resources, default!, IsKnown: true, outer.IsSecret);
        }
        var inner = await next.Data.ConfigureAwait(false);
        return new(outer.Resources.Union(inner.Resources), inner.Value, inner.IsKnown, outer.IsSecret || inner.IsSecret);
    }

    private static async Task<ValueTuple> Wait(Task task)
    {
        await task.ConfigureAwait(false);
        return default;
    }
}
