using System.Collections;

namespace Pulumi;

/// <summary>A map whose values, or which itself, may be outputs.</summary>
public sealed class InputMap<TValue>
    : Input<ImmutableDictionary<string, TValue>>, IEnumerable, IAsyncEnumerable<Input<KeyValuePair<string, TValue>>>, IInput
{
    private Output<ImmutableDictionary<string, Input<TValue>>> _entries;

    public InputMap() : this(Output.Create(ImmutableDictionary<string, Input<TValue>>.Empty))
    {
    }

    private InputMap(Output<ImmutableDictionary<string, Input<TValue>>> entries) : base(Flatten(entries)) => _entries = entries;

    public Input<TValue> this[string key]
    {
        set => Add(key, value);
    }

    private Output<ImmutableDictionary<string, Input<TValue>>> Entries
    {
        get => _entries;
        set
        {
            _entries = value;
            Value = Flatten(value);
        }
    }

    public static implicit operator InputMap<TValue>(Dictionary<string, TValue> values) => Output.Create(values);

    public static implicit operator InputMap<TValue>(ImmutableDictionary<string, TValue> values) => Output.Create(values);

    public static implicit operator InputMap<TValue>(Output<Dictionary<string, TValue>> values)
        => values.Apply(map => map.ToImmutableDictionary());

    public static implicit operator InputMap<TValue>(Output<IDictionary<string, TValue>> values)
        => values.Apply(map => map.ToImmutableDictionary());

    public static implicit operator InputMap<TValue>(Output<ImmutableDictionary<string, TValue>> values)
        // A null map stays null, against the annotations: programs rely on it.
        => new(values.Apply(map => map?.ToImmutableDictionary(entry => entry.Key, entry => (Input<TValue>)entry.Value)!));

    public static InputMap<TValue> Merge(InputMap<TValue> first, InputMap<TValue> second)
        => new(Output.Tuple(first.Entries, second.Entries).Apply(pair => pair.Item1.SetItems(pair.Item2)));

    public void Add(string key, Input<TValue> value)
        => Entries = Entries.Apply(entries => entries.TryGetValue(key, out var present)
            ? entries.SetItem(key, Same(key, present, value))
            : entries.Add(key, value));

    public void Add(InputMap<TValue> values) => AddRange(values);

    public void AddRange(InputMap<TValue> values)
        => Entries = Output.Tuple(Entries, values.Entries).Apply(pair => pair.Item1.AddRange(pair.Item2));

    public async IAsyncEnumerator<Input<KeyValuePair<string, TValue>>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        foreach (var entry in await Value.GetValueAsync(ImmutableDictionary<string, TValue>.Empty).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    IEnumerator IEnumerable.GetEnumerator()
        => throw new NotSupportedException(
            $"A {GetType().FullName} cannot be synchronously enumerated. Use {nameof(GetAsyncEnumerator)} instead.");

    IOutput IInput.ToOutput() => Value;

    IOutput IInput.ToWire() => Entries;

    /// <summary>A key may be given twice with the same value; only the values' arrival tells.</summary>
    private static Output<TValue> Same(string key, Input<TValue> present, Input<TValue> added)
        => Output.Tuple(present, added).Apply(pair => EqualityComparer<TValue>.Default.Equals(pair.Item1, pair.Item2)
            ? pair.Item1
            : throw new ArgumentException($"Key '{key}' already exists in the map with a different value."));

    private static Output<ImmutableDictionary<string, TValue>> Flatten(Output<ImmutableDictionary<string, Input<TValue>>> entries)
        => entries.Apply(inputs => inputs is null
            ? Output.Create(default(ImmutableDictionary<string, TValue>)!)
            : Output.All(inputs.Select(entry => entry.Value.Apply(value => KeyValuePair.Create(entry.Key, value))))
                .Apply(pairs => pairs.ToImmutableDictionary()));
}

public static class InputMapExtensions
{
    public static void Add<T0, T1>(this InputMap<Union<T0, T1>> map, string key, Input<T0> value)
        => map.Add(key, value.Apply(Union<T0, T1>.FromT0));

    public static void Add<T0, T1>(this InputMap<Union<T0, T1>> map, string key, Input<T1> value)
        => map.Add(key, value.Apply(Union<T0, T1>.FromT1));
}
