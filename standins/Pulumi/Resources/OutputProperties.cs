using System.Reflection;

namespace Pulumi;

/// <summary>An output that is waiting for its resource.</summary>
internal interface IOutputSource
{
    Type ValueType { get; }

    object Output { get; }

    void Set(OutputData<object?> data);

    void TrySetMissing(bool isKnown);

    void TrySetException(Exception exception);
}

internal sealed class OutputSource<T>(Resource resource) : IOutputSource
{
    private readonly TaskCompletionSource<OutputData<T>> _source = new();

    public Type ValueType => typeof(T);

    public object Output => field ??= new Output<T>(_source.Task);

    public void Set(OutputData<object?> data)
        => _source.SetResult(new(data.Resources.Add(resource), data.Value is null ? default! : (T)data.Value, data.IsKnown, data.IsSecret));

    public void TrySetMissing(bool isKnown) => _source.TrySetResult(new([resource], default!, isKnown, IsSecret: false));

    public void TrySetException(Exception exception) => _source.TrySetException(exception);
}

internal static class OutputProperties
{
    /// <summary>Gives each <see cref="OutputAttribute"/> property an output that waits; what comes back fills them by wire name.</summary>
    public static ImmutableDictionary<string, IOutputSource> Initialize(Resource resource, bool overwriteComponents)
    {
        var sources = ImmutableDictionary.CreateBuilder<string, IOutputSource>();
        foreach (var property in resource.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A local component sets its own outputs, perhaps in initialisers that have run already.
            if (property.GetCustomAttribute<OutputAttribute>() is not { } attribute
                || (resource is ComponentResource && !overwriteComponents && property.DeclaringType != typeof(Resource)))
            {
                continue;
            }
            var type = property.PropertyType;
            if (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(Output<>))
            {
                throw RunException.OutputsHaveIncorrectType([attribute.Name!]);
            }
            var fullName = $"[Output] {resource.GetType().FullName}.{property.Name}";
            var setter = property.DeclaringType!.GetProperty(property.Name)?.GetSetMethod(nonPublic: true)
                ?? throw new InvalidOperationException($"{fullName} did not have a 'set' method");
            OutputTypes.Check(fullName, type.GenericTypeArguments[0]);

            var source = (IOutputSource)Activator.CreateInstance(
                typeof(OutputSource<>).MakeGenericType(type.GenericTypeArguments), resource)!;
            setter.Invoke(resource, [source.Output]);
            sources.Add(attribute.Name ?? property.Name, source);
        }
        return sources.ToImmutable();
    }
}
