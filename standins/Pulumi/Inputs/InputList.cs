using System.Collections;

namespace Pulumi;

/// <summary>A list whose elements, or which itself, may be outputs.</summary>
public sealed class InputList<T> : Input<ImmutableArray<T>>, IEnumerable, IAsyncEnumerable<Input<T>>, IInput
{
    private Output<ImmutableArray<Input<T>>> _elements;

    public InputList() : this(Output.Create(ImmutableArray<Input<T>>.Empty))
    {
    }

    private InputList(Output<ImmutableArray<Input<T>>> elements) : base(Flatten(elements)) => _elements = elements;

    private Output<ImmutableArray<Input<T>>> Elements
    {
        get => _elements;
        set
        {
            _elements = value;
            Value = Flatten(value);
        }
    }

    public static implicit operator InputList<T>(T value) => Of([value]);

    public static implicit operator InputList<T>(Output<T> value) => Of([value]);

    public static implicit operator InputList<T>(Input<T> value) => Of([value]);

    public static implicit operator InputList<T>(T[] values) => Of([.. values.Select(value => (Input<T>)value)]);

    public static implicit operator InputList<T>(Output<T>[] values) => Of([.. values.Select(value => (Input<T>)value)]);

    public static implicit operator InputList<T>(Input<T>[] values) => Of([.. values]);

    public static implicit operator InputList<T>(List<T> values) => Of([.. values.Select(value => (Input<T>)value)]);

    public static implicit operator InputList<T>(List<Output<T>> values) => Of([.. values.Select(value => (Input<T>)value)]);

    public static implicit operator InputList<T>(List<Input<T>> values) => Of([.. values]);

    public static implicit operator InputList<T>(ImmutableArray<T> values)
        => Of(values.IsDefault ? default : ImmutableArray.CreateRange(values, value => (Input<T>)value));

    public static implicit operator InputList<T>(ImmutableArray<Output<T>> values)
        => Of(values.IsDefault ? default : ImmutableArray.CreateRange(values, value => (Input<T>)value));

    public static implicit operator InputList<T>(ImmutableArray<Input<T>> values) => Of(values);

    public static implicit operator InputList<T>(Output<T[]> values) => values.Apply(array => array.ToImmutableArray());

    public static implicit operator InputList<T>(Output<List<T>> values) => values.Apply(list => list.ToImmutableArray());

    public static implicit operator InputList<T>(Output<IEnumerable<T>> values) => values.Apply(sequence => sequence.ToImmutableArray());

    public static implicit operator InputList<T>(Output<ImmutableArray<T>> values)
        => new(values.Apply(array => array.IsDefault ? default : ImmutableArray.CreateRange(array, value => (Input<T>)value)));

    public void Add(params Input<T>[] inputs) => AddRange(inputs);

    public void Add(InputList<T> inputs) => AddRange(inputs);

    public void AddRange(InputList<T> inputs) => Elements = Concat(inputs).Elements;

    public InputList<T> Concat(InputList<T> other)
        => new(Output.Tuple(Elements, other.Elements).Apply(pair => pair.Item1.AddRange(pair.Item2)));

    public async IAsyncEnumerator<Input<T>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        foreach (var value in await Value.GetValueAsync(whenUnknown: []).ConfigureAwait(false))
        {
            yield return value;
        }
    }

    IEnumerator IEnumerable.GetEnumerator()
        => throw new NotSupportedException(
            $"A {GetType().FullName} cannot be synchronously enumerated. Use {nameof(GetAsyncEnumerator)} instead.");

    IOutput IInput.ToOutput() => Value;

    IOutput IInput.ToWire() => Elements;

    internal InputList<T> Clone() => new(Elements);

    private static InputList<T> Of(ImmutableArray<Input<T>> elements) => new(Output.Create(elements));

    private static Output<ImmutableArray<T>> Flatten(Output<ImmutableArray<Input<T>>> elements)
        => elements.Apply(inputs => inputs.IsDefault ? Output.Create(default(ImmutableArray<T>)) : Output.All<T>(inputs));
}

public static class InputListExtensions
{
    public static void Add<T0, T1>(this InputList<Union<T0, T1>> list, Input<T0> value)
        => list.Add(value.Apply(Union<T0, T1>.FromT0));

    public static void Add<T0, T1>(this InputList<Union<T0, T1>> list, Input<T1> value)
        => list.Add(value.Apply(Union<T0, T1>.FromT1));
}
