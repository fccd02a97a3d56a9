using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pulumi;

/// <summary>Converts what <see cref="WireReader"/> has read into the type of an output property.</summary>
internal sealed class WireConverter(Action<string> warn)
{
    private const BindingFlags AnyInstance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    public OutputData<object?> Convert(string context, object? wire, Type target)
    {
        OutputTypes.Check(context, target);
        var data = WireReader.Read(wire);
        return data with { Value = ConvertOrWarn(context, data.Value, target) };
    }

    public OutputData<T> Convert<T>(string context, object? wire)
    {
        var data = Convert(context, wire, typeof(T));
        return new(data.Resources, data.Value is null ? default! : (T)data.Value, data.IsKnown, data.IsSecret);
    }

    /// <summary>The constructor that an output type is made with: the marked one, else the only public one.</summary>
    internal static ConstructorInfo? ConstructorOf(Type type)
    {
        var constructors = type.GetConstructors(AnyInstance);
        return constructors.FirstOrDefault(constructor => constructor.IsDefined(typeof(OutputConstructorAttribute)))
            ?? (constructors.Where(constructor => constructor.IsPublic).ToArray() is [var only] ? only : null);
    }

    private object? ConvertOrWarn(string context, object? value, Type target)
    {
        var converted = TryConvert(context, value, target);
        if (converted.Error is { } error)
        {
            warn(error);
        }
        return converted.Value;
    }

    private Conversion TryConvert(string context, object? value, Type target)
    {
        if (value is null)
        {
            return Ok(target.IsValueType ? Activator.CreateInstance(target) : null);
        }
        if (Nullable.GetUnderlyingType(target) is { } underlying)
        {
            return TryConvert(context, value, underlying);
        }
        if (target == typeof(object))
        {
            return Ok(value);
        }
        if (target == typeof(int))
        {
            return Expect<double>(context, value).Then(number => (int)(double)number);
        }
        if (target == typeof(string) || target == typeof(bool) || target == typeof(double) || typeof(Resource).IsAssignableFrom(target))
        {
            return Expect(typeof(Resource).IsAssignableFrom(target) ? typeof(Resource) : target, context, value);
        }
        if (target == typeof(Asset) || target == typeof(Archive) || target == typeof(AssetOrArchive))
        {
            return Ok(target.IsInstanceOfType(value) ? value : target == typeof(Archive) ? new InvalidArchive() : new InvalidAsset());
        }
        if (target == typeof(JsonElement))
        {
            return Json(context, value).Then(node => JsonSerializer.SerializeToElement((JsonNode?)node));
        }
        if (target.IsEnum)
        {
            return TryConvert(context, value, target.GetEnumUnderlyingType()).Then(number => Enum.ToObject(target, number));
        }
        if (target.IsValueType && target.IsDefined(typeof(EnumTypeAttribute)))
        {
            return EnumType(context, value, target);
        }
        return target.IsConstructedGenericType ? Generic(context, value, target) : Composite(context, value, target);
    }

    private static Conversion EnumType(string context, object value, Type target)
    {
        if (value is not (string or double))
        {
            return Fail($"Expected {typeof(string).FullName} or {typeof(double).FullName} but got {value.GetType().FullName} deserializing {context}");
        }
        return target.GetConstructor(AnyInstance, [value.GetType()]) is { } constructor
            ? Ok(constructor.Invoke([value]))
            : Fail($"Expected target type {target.FullName} to have a constructor with a single {value.GetType().FullName} parameter.");
    }

    private Conversion Generic(string context, object value, Type target)
    {
        var definition = target.GetGenericTypeDefinition();
        var arguments = target.GenericTypeArguments;
        if (definition == typeof(Union<,>))
        {
            return Union(context, value, target);
        }
        if (definition == typeof(ImmutableArray<>))
        {
            return Expect<ImmutableArray<object>>(context, value).Then(list => Call(nameof(ToArray), arguments, context, list));
        }
        if (definition == typeof(ImmutableDictionary<,>))
        {
            return arguments[0] != typeof(string)
                ? Fail($"Unexpected type {target.FullName} when deserializing {context}. ImmutableDictionary's TKey type was not {typeof(string).FullName}")
                : Expect<ImmutableDictionary<string, object>>(context, value).Then(map => Call(nameof(ToMap), arguments[1..], context, map));
        }
        if (definition == typeof(Output<>))
        {
            return TryConvert(context, value, arguments[0]).Then(inner => Call(nameof(ToOutput), arguments, context, inner));
        }
        throw new InvalidOperationException($"Unexpected generic target type {target.FullName} when deserializing {context}");
    }

    private object Call(string method, Type[] arguments, string context, object value)
        => typeof(WireConverter).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(arguments)
            .Invoke(this, BindingFlags.DoNotWrapExceptions, null, [context, value], null)!;

    private ImmutableArray<T> ToArray<T>(string context, ImmutableArray<object?> list)
        => [.. list.Select(element => Element<T>(context, element))];

    private ImmutableDictionary<string, T> ToMap<T>(string context, ImmutableDictionary<string, object?> map)
        => map.ToImmutableDictionary(entry => entry.Key, entry => Element<T>(context, entry.Value));

    private T Element<T>(string context, object? value) => ConvertOrWarn(context, value, typeof(T)) is T converted ? converted : default!;

    private Output<T> ToOutput<T>(string context, T value) => Output.Create(value);

    private Conversion Union(string context, object value, Type target)
    {
        var (first, second) = (target.GenericTypeArguments[0], target.GenericTypeArguments[1]);
        var asFirst = TryConvert($"{context}.AsT0", value, first);
        if (asFirst.Error is null)
        {
            return Ok(target.GetMethod(nameof(Union<,>.FromT0))!.Invoke(null, [asFirst.Value]));
        }
        var asSecond = TryConvert($"{context}.AsT1", value, second);
        return asSecond.Error is null
            ? Ok(target.GetMethod(nameof(Union<,>.FromT1))!.Invoke(null, [asSecond.Value]))
            : Fail($"Expected {first.FullName} or {second.FullName} but got {value.GetType().FullName} deserializing {context}");
    }

    private Conversion Composite(string context, object value, Type target)
    {
        if (target.IsInterface && target.GetCustomAttribute<DiscriminatedUnionDiscriminatorAttribute>() is { } discriminator)
        {
            return Discriminated(context, value, target, discriminator.PropertyName);
        }
        if (!target.IsDefined(typeof(OutputTypeAttribute)))
        {
            return Fail($"Unexpected target type {target.FullName} when deserializing {context}");
        }
        if (ConstructorOf(target) is not { } constructor)
        {
            return Fail($"Expected target type {target.FullName} to have [{nameof(OutputConstructorAttribute)}] constructor when deserializing {context}");
        }
        return Expect<ImmutableDictionary<string, object>>(context, value).Then(found =>
        {
            var map = (ImmutableDictionary<string, object?>)found;
            return constructor.Invoke([.. constructor.GetParameters().Select(parameter => ConvertOrWarn(
                $"{target.FullName}({parameter.Name})",
                map.GetValueOrDefault(parameter.GetCustomAttribute<OutputConstructorParameterAttribute>()?.Name ?? parameter.Name!),
                parameter.ParameterType))]);
        });
    }

    private Conversion Discriminated(string context, object value, Type target, string property)
    {
        if (value is not ImmutableDictionary<string, object?> map)
        {
            return Fail($"Expected {typeof(ImmutableDictionary<string, object>).FullName} with discriminator property \"{property}\" but got {value.GetType().FullName} deserializing {context}");
        }
        var cases = target.GetCustomAttributes<DiscriminatedUnionCaseAttribute>().ToArray();
        var allowed = string.Join(", ", cases.Select(c => c.Tag).Order(StringComparer.Ordinal));
        if (map.GetValueOrDefault(property) is not string tag)
        {
            return Fail($"missing discriminator property \"{property}\"; expected one of: {allowed} deserializing {context}");
        }
        return cases.FirstOrDefault(c => c.Tag == tag) is { } match
            ? TryConvert(context, value, match.Type)
            : Fail($"unknown \"{property}\" value \"{tag}\"; expected one of: {allowed} deserializing {context}");
    }

    private static Conversion Json(string context, object? value)
    {
        switch (value)
        {
            case null or string or double or bool:
                return Ok(JsonValue.Create(value));
            case ImmutableArray<object?> list:
                var array = new JsonArray();
                foreach (var element in list)
                {
                    if (Json(context, element) is { Error: not null } failed)
                    {
                        return failed;
                    }
                    array.Add((JsonNode?)Json(context, element).Value);
                }
                return Ok(array);
            case ImmutableDictionary<string, object?> map:
                var node = new JsonObject();
                foreach (var (key, element) in map)
                {
                    var inner = Json(context, element);
                    if (inner.Error is not null)
                    {
                        return inner;
                    }
                    node.Add(key, (JsonNode?)inner.Value);
                }
                return Ok(node);
            default:
                return Fail($"Unexpected type {value.GetType().FullName} when converting {context} to {nameof(JsonElement)}");
        }
    }

    private static Conversion Expect<T>(string context, object value) => Expect(typeof(T), context, value);

    private static Conversion Expect(Type type, string context, object value)
        => type.IsInstanceOfType(value) ? Ok(value) : new(
            type.IsValueType ? Activator.CreateInstance(type) : null,
            $"Expected {type.FullName} but got {value.GetType().FullName} deserializing {context}");

    private static Conversion Ok(object? value) => new(value, null);

    private static Conversion Fail(string error) => new(null, error);

    private readonly record struct Conversion(object? Value, string? Error)
    {
        public Conversion Then(Func<object, object> next) => Error is null && Value is not null ? new(next(Value), null) : new(null, Error);
    }
}
