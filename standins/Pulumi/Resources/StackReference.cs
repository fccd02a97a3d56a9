namespace Pulumi;

/// <summary>The outputs of another stack.</summary>
public class StackReference : CustomResource
{
    public StackReference(string name, StackReferenceArgs? args = null, CustomResourceOptions? options = null)
        : base(
            "pulumi:pulumi:StackReference",
            name,
            new StackReferenceArgs { Name = args?.Name ?? name },
            CustomResourceOptions.Merge(options, new() { Id = args?.Name ?? name }))
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    [Output("outputs")]
    public Output<ImmutableDictionary<string, object>> Outputs { get; private set; } = null!;

    [Output("secretOutputNames")]
    public Output<ImmutableArray<string>> SecretOutputNames { get; private set; } = null!;

    public Output<object?> GetOutput(Input<string> name)
        => WithOwnSecretness(name, Output.Tuple(name.ToOutput(), Outputs).Apply(pair => (object?)pair.Item2.GetValueOrDefault(pair.Item1)));

    public Output<object> RequireOutput(Input<string> name)
        => WithOwnSecretness(name, Output.Tuple(name.ToOutput(), Name, Outputs).Apply(all => all.Item3.TryGetValue(all.Item1, out var value)
            ? value
            : throw new KeyNotFoundException($"Required output '{all.Item1}' does not exist on stack '{all.Item2}'.")));

    public async Task<StackReferenceOutputDetails> GetOutputDetailsAsync(string name)
    {
        var data = await GetOutput(name).Data.ConfigureAwait(false);
        return data.IsSecret ? new() { SecretValue = data.Value } : new() { Value = data.Value };
    }

    public async Task<object?> GetValueAsync(Input<string> name) => Open(await GetOutput(name).Data.ConfigureAwait(false), "Get");

    public async Task<object> RequireValueAsync(Input<string> name) => Open(await RequireOutput(name).Data.ConfigureAwait(false), "Require");

    private static T Open<T>(OutputData<T> data, string verb) => !data.IsSecret
        ? data.Value
        : throw new InvalidOperationException(
            $"Cannot call '{verb}OutputValueAsync' if the referenced stack has secret outputs. Use '{verb}Output' instead.");

    /// <summary>The bag of all outputs is secret as soon as one is; a single one is secret only if it is named so.</summary>
    private Output<T> WithOwnSecretness<T>(Input<string> name, Output<T> value) => value.With(async data =>
    {
        var wanted = await name.ToOutput().Data.ConfigureAwait(false);
        var secrets = await SecretOutputNames.Data.ConfigureAwait(false);
        return data with
        {
            IsSecret = wanted.IsKnown && secrets.IsKnown
                ? secrets.Value.Contains(wanted.Value)
                : (await Outputs.Data.ConfigureAwait(false)).IsSecret,
        };
    });
}

public class StackReferenceArgs : ResourceArgs
{
    [Input("name", required: true)]
    public Input<string>? Name { get; set; }
}

public sealed class StackReferenceOutputDetails
{
    public object? Value { get; set; }

    public object? SecretValue { get; set; }
}
