using Pulumi.Experimental;

namespace Pulumi;

public sealed partial class Deployment
{
    private const string Self = "__self__";

    internal Output<T> Invoke<T>(string token, InvokeArgs? args, InvokeOptions? options) => new(InvokeOutputAsync<T>(token, args, options));

    internal async Task<T> InvokeAsync<T>(string token, InvokeArgs? args, InvokeOptions? options)
    {
        var (wire, _) = await WriteAsync($"invoke:{token}", (args ?? InvokeArgs.Empty).ToMap()).ConfigureAwait(false);
        var result = await SendInvokeAsync(token, wire, options).ConfigureAwait(false);
        return Converter().Convert<T>($"{token} result", result).Value;
    }

    internal Output<T> Call<T>(string token, CallArgs? args, Resource? self, CallOptions? options, bool convertResult)
    {
        return new(CallAsync());

        async Task<OutputData<T>> CallAsync()
        {
            var values = (args ?? CallArgs.Empty).ToMap();
            if (self is not null)
            {
                values[Self] = self;
            }
            var wire = await WriteOrLogAsync($"call:{token}", $"call {token}", () => values, self).ConfigureAwait(false);
            var provider = self is null ? options?.Provider ?? options?.Parent?.ProviderFor(token) : self.Provider;
            var reference = provider is null ? "" : await provider.ReferenceAsync().ConfigureAwait(false);
            var result = await _monitor.CallAsync(token, wire.Wire, reference).ConfigureAwait(false);
            return convertResult ? Converter(self).Convert<T>($"{token} result", result) : OutputData<T>.Known(default!);
        }
    }

    private static WireConverter Converter(Resource? resource = null) => new(warning => Pulumi.Log.Warn(warning, resource));

    private async Task<OutputData<T>> InvokeOutputAsync<T>(string token, InvokeArgs? args, InvokeOptions? options)
    {
        var (wire, argumentDependencies) =
            await WriteOrLogAsync($"invoke:{token}", $"invoke {token}", (args ?? InvokeArgs.Empty).ToMap).ConfigureAwait(false);
        if (WireReader.ContainsUnknown(wire))
        {
            return OutputData<T>.Unknown();
        }
        ImmutableArray<Resource> explicitDependencies = options is InvokeOutputOptions { DependsOn: { } dependsOn }
            ? await dependsOn.ToOutput().GetValueAsync(whenUnknown: []).ConfigureAwait(false)
            : [];
        var dependencies = argumentDependencies.Concat(explicitDependencies).ToImmutableHashSet();

        // A function may look at what its dependencies create: while one is still to come there is nothing to see.
        foreach (var resource in dependencies.Union(Reach(dependencies)).OfType<CustomResource>().Where(resource => resource.Id is not null))
        {
            if (!(await resource.Id.Data.ConfigureAwait(false)).IsKnown)
            {
                return OutputData<T>.Unknown();
            }
        }
        var result = await SendInvokeAsync(token, wire, options).ConfigureAwait(false);
        return Converter().Convert<T>($"{token} result", result) with { Resources = dependencies };
    }

    private async Task<ImmutableDictionary<string, object>> SendInvokeAsync(
        string token, ImmutableDictionary<string, object> wire, InvokeOptions? options)
    {
        var provider = options?.Provider ?? options?.Parent?.ProviderFor(token);
        var reference = provider is null ? "" : await provider.ReferenceAsync().ConfigureAwait(false);
        return await _monitor.CallAsync(token, wire, reference).ConfigureAwait(false);
    }

    private async Task<(ImmutableDictionary<string, object> Wire, HashSet<Resource> Dependencies)> WriteOrLogAsync(
        string context, string what, Func<Dictionary<string, object?>> values, Resource? resource = null)
    {
        try
        {
            return await WriteAsync(context, values()).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await Log.WriteAsync(LogSeverity.Error, $"Error serializing arguments for {what}: {exception}", resource).ConfigureAwait(false);
            throw;
        }
    }
}
