using System.Globalization;
using System.Text.Json;

namespace Pulumi;

/// <summary>Makes and combines outputs.</summary>
public static partial class Output
{
    public static Output<T> Create<T>(T value) => Create(Task.FromResult(value));

    public static Output<T> Create<T>(Task<T> value) => Output<T>.Create(value);

    public static Output<T> CreateSecret<T>(T value) => CreateSecret(Task.FromResult(value));

    public static Output<T> CreateSecret<T>(Task<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(Output<T>.FromTask(value, isSecret: true));
    }

    public static Output<T> CreateSecret<T>(Output<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.With(data => Task.FromResult(data with { IsSecret = true }));
    }

    public static Output<T> Unsecret<T>(Output<T> output) => output.With(data => Task.FromResult(data with { IsSecret = false }));

    public static async Task<bool> IsSecretAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).IsSecret;

    public static Output<ImmutableArray<T>> All<T>(params Input<T>[] inputs) => All(inputs.AsEnumerable());

    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Input<T>> inputs)
    {
        // The inputs are looked at now; only their values are waited for.
        var outputs = inputs.Select(input => (Output<T>)input).ToImmutableArray();
        return new(CombineAsync(outputs));
    }

    public static Output<ImmutableArray<T>> All<T>(params Output<T>[] outputs) => All(outputs.AsEnumerable());

    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Output<T>> outputs) => new(CombineAsync([.. outputs]));

    public static Output<string> Format(FormattableString formattableString)
    {
        var format = formattableString.Format;
        return All(formattableString.GetArguments().Select(UntypedOutput.From))
            .Apply(values => string.Format(CultureInfo.InvariantCulture, format, [.. values]));
    }

    public static Output<string> JsonSerialize<T>(Output<T> value, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(OutputJson.SerializeAsync(value, options));
    }

    public static Output<T> JsonDeserialize<T>(Output<string> json, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(OutputJson.DeserializeAsync<T>(json, options));
    }

    private static async Task<OutputData<ImmutableArray<T>>> CombineAsync<T>(ImmutableArray<Output<T>> outputs)
    {
        var values = ImmutableArray.CreateBuilder<T>(outputs.Length);
        var traits = new Traits();
        foreach (var output in outputs)
        {
            values.Add(traits.Take(await output.Data.ConfigureAwait(false)));
        }
        return traits.Apply(values.MoveToImmutable());
    }

    /// <summary>What several outputs have in common: known if all are, secret if one is, depending on what any depends on.</summary>
    private sealed class Traits
    {
        private ImmutableHashSet<Resource> _resources = [];
        private bool _isKnown = true;
        private bool _isSecret;

        public T Take<T>(OutputData<T> data)
        {
            _resources = _resources.Union(data.Resources);
            _isKnown &= data.IsKnown;
            _isSecret |= data.IsSecret;
            return data.Value;
        }

        public OutputData<T> Apply<T>(T value) => new(_resources, value, _isKnown, _isSecret);
    }
}
