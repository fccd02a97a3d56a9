namespace Pulumi;

internal interface IInput
{
    IOutput ToOutput();

    /// <summary>What is written to the engine: a collection keeps its elements apart, so that one secret does not hide the others.</summary>
    IOutput ToWire() => ToOutput();
}

/// <summary>A plain value or an output, where either is welcome.</summary>
public class Input<T> : IInput
{
    private protected Input(Output<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    private protected Output<T> Value { get; set; }

    public static implicit operator Input<T>(T value) => Output.Create(value);

    public static implicit operator Input<T>(Output<T> value) => new(value);

    public static implicit operator Output<T>(Input<T> input) => input.Value;

    IOutput IInput.ToOutput() => Value;
}

public static class InputExtensions
{
    public static Output<T> ToOutput<T>(this Input<T>? input) => input ?? Output.Create(default(T)!);

    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, TResult> func) => input.ToOutput().Apply(func);

    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Task<TResult>> func) => input.ToOutput().Apply(func);

    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Input<TResult>?> func) => input.ToOutput().Apply(func);

    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Output<TResult>?> func) => input.ToOutput().Apply(func);
}
