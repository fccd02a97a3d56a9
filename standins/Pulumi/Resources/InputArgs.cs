using System.Reflection;

namespace Pulumi;

/// <summary>A bag of <see cref="InputAttribute"/> properties.</summary>
public abstract class InputArgs
{
    private const BindingFlags AnyInstance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    protected InputArgs()
    {
    }

    /// <summary>Values by wire name; a required one that is missing is an error.</summary>
    internal virtual Dictionary<string, object?> ToMap()
    {
        var members = GetType().GetFields(AnyInstance).Cast<MemberInfo>().Concat(GetType().GetProperties(AnyInstance));
        var map = new Dictionary<string, object?>();
        foreach (var member in members)
        {
            if (member.GetCustomAttribute<InputAttribute>() is not { } input)
            {
                continue;
            }
            var value = member is FieldInfo field ? field.GetValue(this) : ((PropertyInfo)member).GetValue(this);
            var fullName = $"[Input] {GetType().FullName}.{member.Name}";
            if (input.IsRequired && value is null)
            {
                throw new ArgumentNullException(member.Name, $"{fullName} is required but was not given a value");
            }
            map.Add(input.Name, input.Json && value is not null ? ToJson(fullName, value) : value);
        }
        return map;
    }

    private static Output<string> ToJson(string context, object value)
    {
        // The traits of an input are the JSON's; an output deeper inside is written as it would be anywhere.
        return (value is IInput ? UntypedOutput.From(value) : Output.Create<object?>(Task.FromResult<object?>(value))).Apply(WriteAsync);

        async Task<string> WriteAsync(object? inner)
            => WireJson.Write(await new WireWriter(keepResources: false).WriteAsync(context, inner).ConfigureAwait(false));
    }
}

/// <summary>The inputs of a resource.</summary>
public abstract class ResourceArgs : InputArgs
{
    public static readonly ResourceArgs Empty = new EmptyArgs();

    protected ResourceArgs()
    {
    }

    private sealed class EmptyArgs : ResourceArgs;
}

/// <summary>The arguments of a provider's function.</summary>
public abstract class InvokeArgs : InputArgs
{
    public static readonly InvokeArgs Empty = new EmptyArgs();

    protected InvokeArgs()
    {
    }

    private sealed class EmptyArgs : InvokeArgs;
}

/// <summary>The arguments of a resource's method.</summary>
public abstract class CallArgs : InputArgs
{
    public static readonly CallArgs Empty = new EmptyArgs();

    protected CallArgs()
    {
    }

    private sealed class EmptyArgs : CallArgs;
}

/// <summary>Inputs of a resource whose class the program does not have.</summary>
public sealed class DictionaryResourceArgs : ResourceArgs
{
    private readonly ImmutableDictionary<string, object?> _dictionary;

    public DictionaryResourceArgs(ImmutableDictionary<string, object?> dictionary)
    {
        DictionaryArgs.Check(dictionary, nameof(dictionary));
        _dictionary = dictionary;
    }

    internal override Dictionary<string, object?> ToMap() => new(_dictionary);
}

/// <summary>Arguments of a function whose class the program does not have.</summary>
public sealed class DictionaryInvokeArgs : InvokeArgs
{
    private readonly ImmutableDictionary<string, object?> _dictionary;

    public DictionaryInvokeArgs(ImmutableDictionary<string, object?> dictionary)
    {
        DictionaryArgs.Check(dictionary, nameof(dictionary));
        _dictionary = dictionary;
    }

    internal override Dictionary<string, object?> ToMap() => new(_dictionary);
}

internal static class DictionaryArgs
{
    public static void Check(ImmutableDictionary<string, object?> dictionary, string context)
    {
        var seen = new HashSet<Type>();
        foreach (var type in dictionary.Values.OfType<object>().Select(value => value.GetType()))
        {
            var isLifted = type.IsGenericType
                && (type.GetGenericTypeDefinition() == typeof(Output<>) || type.GetGenericTypeDefinition() == typeof(Input<>));
            OutputTypes.Check(context, isLifted ? type.GenericTypeArguments[0] : type, seen);
        }
    }
}
