namespace Pulumi.Utilities;

/// <summary>Looks behind an output, for tests and tools.</summary>
public static class OutputUtilities
{
    public static Output<T> CreateUnknown<T>(T value)
        => new(Task.FromResult(new OutputData<T>([], value, IsKnown: false, IsSecret: false)));

    public static Output<T> CreateUnknown<T>(Func<Task<T>> valueFactory) => CreateUnknown(default(T)!).Apply(_ => valueFactory());

    public static Output<T> WithDependency<T>(Output<T> output, Resource resource)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(resource);
        return output.With(data => Task.FromResult(data with { Resources = data.Resources.Add(resource) }));
    }

    public static async Task<bool> GetIsKnownAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).IsKnown;

    public static Task<T> GetValueAsync<T>(Output<T> output) => output.GetValueAsync(whenUnknown: default!);

    public static async Task<ImmutableHashSet<Resource>> GetDependenciesAsync<T>(Output<T> output)
        => (await output.Data.ConfigureAwait(false)).Resources;
}
