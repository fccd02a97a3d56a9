using System.Reflection;
using System.Text.Json;
using Infra.Identity.Contracts;
using Pulumi.Experimental.Provider;

namespace Infra.Tests.Provider;

public sealed class The_provider_schema : IDisposable
{
    private readonly ProviderBench _bench = new();

    [Theory]
    [InlineData(ResourceTypes.CaRegistration, typeof(CaRegistrationProperties))]
    [InlineData(ResourceTypes.SubordinateCertificate, typeof(SubordinateCertificateProperties))]
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

    [Fact]
    public async Task is_named_as_the_type_tokens_say() => Assert.Equal(ResourceTypes.Package, (await Schema()).GetProperty("name").GetString());

    [Fact]
    public async Task knows_no_other_type()
    {
        var fault = await Assert.ThrowsAsync<Infra.Provider.ProvisioningException>(() => _bench.Check("provisioning:index:Nothing", ProviderBench.Bag()));

        Assert.Equal(Infra.Provider.ProvisioningErrors.UnknownType, fault.Code);
        Assert.Equal(2, (await Schema()).GetProperty("resources").EnumerateObject().Count());
    }

    public void Dispose() => _bench.Dispose();

    private static IEnumerable<string> Names(JsonElement resource, string part) => resource.GetProperty(part).EnumerateObject().Select(property => property.Name);

    private async Task<JsonElement> Schema()
    {
        var answer = await _bench.Provider.GetSchema(new GetSchemaRequest(0, null, null), default);
        return JsonDocument.Parse(answer.Schema!).RootElement;
    }
}
