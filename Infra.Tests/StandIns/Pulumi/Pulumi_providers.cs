using System.Collections.Immutable;
using Pulumi;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Tests.StandIns.PulumiSdk;

public sealed class Pulumi_providers
{
    private static readonly Urn s_urn = new("urn:pulumi:s::p::test:index:Group$test:index:Widget::w");

    private static readonly ImmutableDictionary<string, PropertyValue> s_none = ImmutableDictionary<string, PropertyValue>.Empty;

    [Fact]
    public async Task accept_secrets_unless_they_say_otherwise()
        => Assert.True((await new Bare().Configure(
            new ConfigureRequest(ImmutableDictionary<string, string>.Empty, s_none, true, true, true, true), default)).AcceptSecrets);

    [Fact]
    public async Task do_not_implement_what_they_do_not_override()
        => await Assert.ThrowsAsync<NotImplementedException>(
            async () => await new Bare().Create(new CreateRequest(s_urn, s_none, TimeSpan.Zero, preview: false), default));

    [Fact]
    public void are_told_the_type_and_name_of_the_resource()
    {
        var request = new CheckRequest(s_urn, s_none, s_none, []);

        Assert.Equal(("test:index:Widget", "w"), (request.Type, request.Name));
    }

    [Fact]
    public void get_values_of_ten_types()
    {
        PropertyValue[] values =
        [
            PropertyValue.Null, new(true), new(1), new("a"), new(ImmutableArray.Create(new PropertyValue("a"))), new(s_none),
            new(new StringAsset("a")), new(new FileArchive("a")), new(new ResourceReference(s_urn, null, "")), PropertyValue.Computed,
        ];

        Assert.Equal(Enum.GetValues<PropertyValueType>(), values.Select(value => value.Type));
        Assert.True(values[0].IsNull && values[^1].IsComputed);
        Assert.True(values[3].TryGetString(out var text));
        Assert.Equal("a", text);
        Assert.False(values[3].TryGetNumber(out _));
        Assert.Equal(
            ["null", "bool", "number", "string", "array", "map", "asset", "archive", "resource", "computed"],
            values.Select(value => value.Match(
                () => "null", _ => "bool", _ => "number", _ => "string", _ => "array", _ => "map", _ => "asset", _ => "archive",
                _ => "resource", () => "computed")));
    }

    [Fact]
    public void get_values_that_are_equal_in_all_they_are()
    {
        var map = new PropertyValue(s_none.Add("a", new PropertyValue(ImmutableArray.Create(new PropertyValue(1)))));
        var same = new PropertyValue(s_none.Add("a", new PropertyValue(ImmutableArray.Create(new PropertyValue(1)))));

        Assert.Equal(map, same);
        Assert.NotEqual(map, same.WithSecret(true));
        Assert.NotEqual(map, same.WithDependencies([s_urn]));
        Assert.NotEqual(new PropertyValue("1"), new PropertyValue(1));
    }

    [Fact]
    public void get_values_that_print_themselves()
        => Assert.Equal(
            "{a:[1,{unknown}]} (secret)",
            new PropertyValue(s_none.Add("a", new PropertyValue(ImmutableArray.Create(new PropertyValue(1), PropertyValue.Computed))))
                .WithSecret(true).ToString());

    [Fact]
    public void describe_components_by_their_classes()
    {
        var schema = ComponentAnalyzer.GenerateSchema(new Metadata("lab", Version: "1.0.0"), typeof(Bench));

        var resource = schema.Resources["lab:index:Bench"];
        Assert.True(resource.IsComponent);
        Assert.Equal(["label", "legs"], resource.InputProperties.Keys);
        Assert.Equal(["label"], resource.RequiredInputs);
        Assert.Equal("#/types/lab:index:Leg", resource.InputProperties["legs"].Items!.Ref);
        Assert.Equal("string", resource.Properties["arn"].Type);
        Assert.Equal(["arn"], resource.Required);
        Assert.Equal("integer", schema.Types["lab:index:Leg"].Properties["length"].Type);
    }

    private sealed class Bare : global::Pulumi.Experimental.Provider.Provider;

    public sealed class BenchArgs : ResourceArgs
    {
        [Input("label", required: true)]
        public Input<string> Label { get; set; } = null!;

        [Input("legs")]
        public InputList<LegArgs> Legs { get; set; } = [];
    }

    public sealed class LegArgs : ResourceArgs
    {
        [Input("length")]
        public Input<int>? Length { get; set; }
    }

    public sealed class Bench(string name, BenchArgs args, ComponentResourceOptions? options = null)
        : ComponentResource("lab:index:Bench", name, args, options)
    {
        [Output("arn")]
        public Output<string> Arn { get; private set; } = Output.Create("arn");
    }
}
