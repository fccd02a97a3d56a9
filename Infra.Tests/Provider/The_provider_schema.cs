using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Infra.Components;
using Infra.Identity.Contracts;
using Pulumi.Experimental.Provider;

namespace Infra.Tests.Provider;

public sealed class The_provider_schema : IDisposable
{
    private readonly ProviderBench _bench = new();

    [Theory]
    [InlineData(ResourceTypes.CaRegistration, typeof(CaRegistrationProperties))]
    [InlineData(ResourceTypes.SubordinateCertificate, typeof(SubordinateCertificateProperties))]
    [InlineData(ResourceTypes.CertificateAuthorityRotation, typeof(CertificateAuthorityRotationProperties))]
    [InlineData(ResourceTypes.CertificateProvider, typeof(CertificateProviderProperties))]
    public async Task has_exactly_the_properties_of_the_contract(string type, Type contract)
    {
        var names = contract.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

        var resource = (await Schema()).GetProperty("resources").GetProperty(type);
        var described = Names(resource, "inputProperties").Union(Names(resource, "properties")).Order(StringComparer.Ordinal);

        Assert.Equal(names, described);
    }

    [Theory]
    [InlineData(ResourceTypes.CaRegistration)]
    [InlineData(ResourceTypes.SubordinateCertificate)]
    [InlineData(ResourceTypes.CertificateAuthorityRotation)]
    [InlineData(ResourceTypes.CertificateProvider)]
    public async Task requires_what_check_requires(string type)
    {
        var required = (await Schema()).GetProperty("resources").GetProperty(type).GetProperty("requiredInputs").EnumerateArray().Select(name => name.GetString()!).ToHashSet();

        var check = await _bench.Check(type, ProviderBench.Bag());

        var missing = check.Failures!.Where(failure => failure.Reason == "is required").Select(failure => failure.Property);
        Assert.Equal(required.Order(StringComparer.Ordinal), missing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task marks_the_parent_key_as_secret_and_has_it_in_no_output()
    {
        var resource = (await Schema()).GetProperty("resources").GetProperty(ResourceTypes.SubordinateCertificate);

        Assert.True(resource.GetProperty("inputProperties").GetProperty(SubordinateCertificateProperties.ParentPrivateKeyPem).GetProperty("secret").GetBoolean());
        Assert.DoesNotContain(SubordinateCertificateProperties.ParentPrivateKeyPem, Names(resource, "properties"));
    }

    [Theory]
    [InlineData(ResourceTypes.CaRegistration, typeof(CaRegistration), typeof(CaRegistrationArgs))]
    [InlineData(ResourceTypes.SubordinateCertificate, typeof(SubordinateCertificate), typeof(SubordinateCertificateArgs))]
    [InlineData(ResourceTypes.CertificateAuthorityRotation, typeof(CertificateAuthorityRotation), typeof(CertificateAuthorityRotationArgs))]
    [InlineData(ResourceTypes.CertificateProvider, typeof(CertificateProvider), typeof(CertificateProviderArgs))]
    public async Task agrees_with_the_typed_classes(string type, Type resourceClass, Type argsClass)
    {
        var resource = (await Schema()).GetProperty("resources").GetProperty(type);
        var required = resource.GetProperty("requiredInputs").EnumerateArray().Select(name => name.GetString()!).ToHashSet();

        var inputs = Attributed("Pulumi.InputAttribute", argsClass)
            .Select(input => (Name: WireName(input.Attribute), Type: JsonType(input.Property), Required: IsRequired(input.Attribute), InCode: IsRequired(input.Property)));
        var described = resource.GetProperty("inputProperties").EnumerateObject()
            .Select(input => (input.Name, Type: input.Value.GetProperty("type").GetString()!, Required: required.Contains(input.Name), InCode: required.Contains(input.Name)));
        Assert.Equal(described.OrderBy(input => input.Name, StringComparer.Ordinal), inputs.OrderBy(input => input.Name, StringComparer.Ordinal));

        // The schema's outputs repeat the inputs; the class has what only the provider knows.
        var outputs = Attributed("Pulumi.OutputAttribute", resourceClass).Select(output => (Name: WireName(output.Attribute), Type: JsonType(output.Property)));
        var known = resource.GetProperty("properties").EnumerateObject()
            .Where(output => !resource.GetProperty("inputProperties").TryGetProperty(output.Name, out _))
            .Select(output => (output.Name, Type: output.Value.GetProperty("type").GetString()!));
        Assert.Equal(known.OrderBy(output => output.Name, StringComparer.Ordinal), outputs.OrderBy(output => output.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task is_named_as_the_type_tokens_say() => Assert.Equal(ResourceTypes.Package, (await Schema()).GetProperty("name").GetString());

    [Fact]
    public async Task knows_no_other_type()
    {
        var fault = await Assert.ThrowsAsync<Infra.Provider.ProvisioningException>(() => _bench.Check("provisioning:index:Nothing", ProviderBench.Bag()));

        Assert.Equal(Infra.Provider.ProvisioningErrors.UnknownType, fault.Code);
        Assert.Equal(4, (await Schema()).GetProperty("resources").EnumerateObject().Count());
    }

    public void Dispose() => _bench.Dispose();

    // Only the resource's own members: the base classes have some, such as the URN.
    private static IEnumerable<(PropertyInfo Property, CustomAttributeData Attribute)> Attributed(string attribute, Type declaring) =>
        from property in declaring.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        from data in property.GetCustomAttributesData()
        where data.AttributeType.FullName == attribute
        select (property, data);

    private static string WireName(CustomAttributeData attribute) => (string)attribute.ConstructorArguments[0].Value!;

    private static bool IsRequired(CustomAttributeData input) => (bool)input.ConstructorArguments[1].Value!;

    private static bool IsRequired(PropertyInfo property) => property.GetCustomAttribute<RequiredMemberAttribute>() is not null;

    /// <summary>Of the T in an Input or Output of T.</summary>
    private static string JsonType(PropertyInfo property) => property.PropertyType.GetGenericArguments()[0] switch
    {
        var type when type == typeof(string) => "string",
        var type when type == typeof(bool) => "boolean",
        var type when type == typeof(int) => "integer",
        var type => throw new InvalidOperationException($"{property.Name} is of type {type.Name}; say here which JSON type that is"),
    };

    private static IEnumerable<string> Names(JsonElement resource, string part) => resource.GetProperty(part).EnumerateObject().Select(property => property.Name);

    private async Task<JsonElement> Schema()
    {
        var answer = await _bench.Provider.GetSchema(new GetSchemaRequest(0, null, null), default);
        return JsonDocument.Parse(answer.Schema!).RootElement;
    }
}
