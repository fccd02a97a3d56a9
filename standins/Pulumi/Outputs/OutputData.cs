namespace Pulumi;

/// <summary>What an output resolves to: the value, and what is known about it.</summary>
internal readonly record struct OutputData<T>(ImmutableHashSet<Resource> Resources, T Value, bool IsKnown, bool IsSecret)
{
    public static OutputData<T> Known(T value, bool isSecret = false) => new([], value, IsKnown: true, isSecret);

    public static OutputData<T> Unknown(bool isSecret = false) => new([], default!, IsKnown: false, isSecret);

    public OutputData<object?> Untyped() => new(Resources, Value, IsKnown, IsSecret);
}

/// <summary>An output whose type is not known to the caller.</summary>
internal interface IOutput
{
    Task<OutputData<object?>> GetDataAsync();

    Output<TResult> UntypedApply<TResult>(Func<object?, Output<TResult>> func);
}

internal static class UntypedOutput
{
    /// <summary>A value, an input or an output as an output.</summary>
    public static Output<object?> From(object? value) => value switch
    {
        IInput input => new Output<object?>(input.ToOutput().GetDataAsync()),
        IOutput output => new Output<object?>(output.GetDataAsync()),
        _ => Output.Create(value),
    };
}
