using Pulumi.Testing;

namespace Pulumi;

public sealed partial class Deployment
{
    internal void Register(Resource resource, ResourceArgs args, ResourceOptions options)
        => InFlight.Add(FillAsync(resource, args, options));

    internal void RegisterOutputs(Resource resource, Output<IDictionary<string, object?>> outputs)
    {
        InFlight.Add(SendAsync());

        async Task SendAsync()
        {
            var urn = await resource.Urn.GetValueAsync(whenUnknown: default!).ConfigureAwait(false);
            var values = await outputs.GetValueAsync(whenUnknown: default!).ConfigureAwait(false);
            var (wire, _) = await WriteAsync("monitor.registerResourceOutputs(...)", values).ConfigureAwait(false);
            await _monitor.RegisterOutputsAsync(urn, wire).ConfigureAwait(false);
        }
    }

    /// <summary>The resources that must exist before something that depends on these: components stand for their children.</summary>
    private static HashSet<Resource> Reach(IEnumerable<Resource> resources)
    {
        var reached = new HashSet<Resource>();
        var queue = new Queue<Resource>(resources);
        while (queue.TryDequeue(out var resource))
        {
            if (!reached.Add(resource) || resource is not ComponentResource)
            {
                continue;
            }
            lock (resource.Children)
            {
                foreach (var child in resource.Children)
                {
                    queue.Enqueue(child);
                }
            }
        }
        reached.RemoveWhere(resource => resource is not (CustomResource or ComponentResource { IsRemote: true }));
        return reached;
    }

    private static async Task<(ImmutableDictionary<string, object> Wire, HashSet<Resource> Dependencies)> WriteAsync(
        string context, IEnumerable<KeyValuePair<string, object?>> values)
    {
        var writer = new WireWriter();
        var wire = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (var (name, value) in values)
        {
            try
            {
                if (await writer.WriteAsync($"{context}.{name}", value).ConfigureAwait(false) is { } written)
                {
                    wire[name] = written;
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"error serializing property \"{name}\": {exception.Message}", exception);
            }
        }
        return (wire.ToImmutable(), writer.Dependencies);
    }

    /// <summary>Sends a resource and fills its outputs with the answer, whatever happens: no output may be waited for for ever.</summary>
    private async Task FillAsync(Resource resource, ResourceArgs args, ResourceOptions options)
    {
        var results = resource.Results;
        try
        {
            var answer = await AskAsync(resource, args, options).ConfigureAwait(false);
            results[WireNames.Urn].Set(OutputData<object?>.Known(answer.Urn));
            if (resource is CustomResource)
            {
                var id = answer.Id ?? "";
                results[WireNames.Id].Set(OutputData<object?>.Known(id) with { IsKnown = id != "" });
            }
            var converter = new WireConverter(warning => Pulumi.Log.Warn(warning, resource));
            foreach (var (name, source) in results)
            {
                if (name is not (WireNames.Urn or WireNames.Id) && answer.State.TryGetValue(name, out var wire))
                {
                    source.Set(converter.Convert($"{resource.GetType().FullName}.{name}", wire, source.ValueType));
                }
            }
        }
        catch (Exception exception)
        {
            foreach (var source in results.Values)
            {
                source.TrySetException(exception);
            }
            throw;
        }
        finally
        {
            // What the provider does not say is still to come in a preview, and nothing in an update.
            foreach (var source in results.Values)
            {
                source.TrySetMissing(isKnown: !IsDryRun);
            }
        }
    }

    private async Task<ResourceAnswer> AskAsync(Resource resource, ResourceArgs args, ResourceOptions options)
    {
        if (options.Urn is not null)
        {
            return _monitor.GetResource(options.Urn);
        }
        var id = options.Id is null ? "" : await options.Id.ToOutput().GetValueAsync(whenUnknown: "").ConfigureAwait(false);
        if (!string.IsNullOrEmpty(id) && resource is not CustomResource)
        {
            throw new ArgumentException(
                $"{nameof(ResourceOptions)}.{nameof(ResourceOptions.Id)} is only valid for a {nameof(CustomResource)}");
        }
        var request = await PrepareAsync(resource, args, options).ConfigureAwait(false);
        return string.IsNullOrEmpty(id)
            ? await _monitor.RegisterAsync(request with { Id = (options as CustomResourceOptions)?.ImportId ?? "" }).ConfigureAwait(false)
            : await _monitor.ReadAsync(request with { Id = id }).ConfigureAwait(false);
    }

    private async Task<ResourceRequest> PrepareAsync(Resource resource, ResourceArgs args, ResourceOptions options)
    {
        var (type, name) = (resource.GetResourceType(), resource.GetResourceName());
        var explicitDependencies = await options.DependsOn.ToOutput().GetValueAsync(whenUnknown: []).ConfigureAwait(false);
        var replacedWith = await options.ReplaceWith.ToOutput().GetValueAsync(whenUnknown: []).ConfigureAwait(false);

        // The identifiers are the engine's, never inputs.
        var values = args.ToMap().Where(value => value.Key is not (WireNames.Id or WireNames.Urn));
        var (inputs, dependencies) = await WriteAsync($"resource:{name}[{type}]", values).ConfigureAwait(false);

        var parent = options.Parent ?? (type == Stack.TypeToken ? null : Stack);
        var parentUrn = parent is null ? "" : await parent.Urn.GetValueAsync(whenUnknown: "").ConfigureAwait(false);
        var provider = resource is CustomResource ? options.Provider ?? options.Parent?.ProviderFor(type) : null;
        var providerReference = provider is null ? "" : await provider.ReferenceAsync().ConfigureAwait(false);

        // A resource is sent after those that it depends on.
        Resource?[] others = [.. Reach(explicitDependencies.Where(other => other is not null).Concat(dependencies)), .. replacedWith, options.DeletedWith];
        foreach (var other in others.OfType<Resource>())
        {
            await other.Urn.GetValueAsync(whenUnknown: "").ConfigureAwait(false);
        }
        return new(resource, type, name, parentUrn, providerReference, Id: "", inputs);
    }
}
