using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Tests.Golden;
using Pulumi;

namespace Infra.Tests.Components;

/// <summary>What users of the library write against, rendered from the code: a change shows as a change of the golden file.</summary>
public sealed class The_public_schema
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void has_every_component_with_its_arguments_and_outputs()
    {
        var components = new JsonObject();
        foreach (var type in typeof(DeviceRegistry).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Resource)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            var args = Assert.Single(type.GetConstructors()).GetParameters()[1].ParameterType;
            components[type.Name] = new JsonObject
            {
                ["arguments"] = new JsonObject(Own(args).Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)Argument(argument)))),
                ["outputs"] = new JsonObject(Own(type)
                    .Where(property => property.IsDefined(typeof(OutputAttribute)))
                    .Select(output => KeyValuePair.Create(char.ToLowerInvariant(output.Name[0]) + output.Name[1..], (JsonNode?)TypeOf(output.PropertyType)))),
            };
        }

        GoldenFile.Matches("Infra.Tests/Golden/components/schema.json", components.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public void calls_an_argument_on_the_wire_what_it_is_called_in_code_and_says_which_are_required()
    {
        var inputs = typeof(DeviceRegistry).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(ResourceArgs)) && !type.IsAbstract).SelectMany(Own)
            .Where(property => property.IsDefined(typeof(InputAttribute)));

        Assert.All(inputs, property =>
        {
            var input = property.CustomAttributes.Single(attribute => attribute.AttributeType == typeof(InputAttribute)).ConstructorArguments;
            Assert.Equal(char.ToLowerInvariant(property.Name[0]) + property.Name[1..], input[0].Value);
            Assert.Equal(IsRequired(property), input[1].Value);
        });
    }

    // This library's: what a base class of it declares is part of what users write, what Pulumi's declares is not.
    private static IEnumerable<PropertyInfo> Own(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.DeclaringType!.Assembly == typeof(DeviceRegistry).Assembly).OrderBy(property => property.Name, StringComparer.Ordinal);

    private static JsonObject Argument(PropertyInfo property)
    {
        var rendered = new JsonObject { ["type"] = TypeOf(property.PropertyType) };
        if (IsRequired(property)) { rendered["required"] = true; }
        else if (Nullability.Create(property).WriteState == NullabilityState.Nullable) { rendered["nullable"] = true; }
        return rendered;
    }

    private static bool IsRequired(PropertyInfo property) => property.GetCustomAttribute<RequiredMemberAttribute>() is not null;

    private static string TypeOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) { return TypeOf(value); }
        if (!type.IsGenericType) { return type == typeof(string) ? "string" : type == typeof(int) ? "int" : type == typeof(bool) ? "bool" : type.Name; }
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeOf))}>";
    }
}
