using System.Reflection;
using Infra.Components;
using Infra.Tests.Golden;
using Pulumi;

namespace Infra.Tests.Components;

public sealed class The_components
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(GoldenFile.RepoRoot, "Infra.Components/README.md"));

    public static TheoryData<string> Names => [.. Types.Select(type => type.Name)];

    private static IEnumerable<Type> Types => typeof(DeviceRegistry).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Resource)) && !type.IsAbstract);

    [Fact]
    public void are_sealed_and_take_name_arguments_and_options()
    {
        Assert.All(Types, type =>
        {
            Assert.True(type.IsSealed, type.Name);
            var parameters = Assert.Single(type.GetConstructors()).GetParameters();
            Assert.Equal(["name", "args", "options"], parameters.Select(parameter => parameter.Name));
            Assert.Equal($"{type.Name}Args", parameters[1].ParameterType.Name);
            Assert.True(parameters[1].ParameterType is { IsSealed: true } && parameters[1].ParameterType.IsSubclassOf(typeof(ResourceArgs)), type.Name);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void have_a_row_each_in_the_readme(string component) =>
        Assert.Contains($"| `{component}` |", Readme, StringComparison.Ordinal);

    [Fact]
    public void say_in_words_what_an_optional_argument_defaults_to()
    {
        var documentation = File.ReadAllText(Path.ChangeExtension(typeof(DeviceRegistry).Assembly.Location, ".xml"));
        var optional = typeof(DeviceRegistry).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(ResourceArgs)) || type == typeof(FunctionDefaults))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(property => property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is null && property.CanWrite);

        Assert.All(optional, property =>
        {
            var start = documentation.IndexOf($"P:{property.DeclaringType!.FullName}.{property.Name}\"", StringComparison.Ordinal);
            Assert.True(start >= 0, $"{property.DeclaringType.Name}.{property.Name} has no documentation");
            Assert.Contains("Default: ", documentation[start..documentation.IndexOf("</member>", start, StringComparison.Ordinal)], StringComparison.Ordinal);
        });
    }
}
