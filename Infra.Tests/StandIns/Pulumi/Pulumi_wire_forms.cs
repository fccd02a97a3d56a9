using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.StandIns.PulumiSdk;

/// <summary>What a value becomes on its way to a provider: two tables.</summary>
[Collection("pulumi")]
public sealed class Pulumi_wire_forms
{
    private const string UnknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    private static readonly Dictionary<string, (object? Value, string Expected)> s_values = new()
    {
        ["null"] = (null, "{}"),
        ["an int"] = (1, "{v:1}"),
        ["an enum"] = (DayOfWeek.Friday, "{v:5}"),
        ["nulls in a list"] = (new object?[] { 1, null, "a" }, "{v:[1,null,'a']}"),
        ["nulls in a map"] = (new Dictionary<string, object?> { ["a"] = null, ["b"] = 1 }, "{v:{b:1}}"),
        ["the engine's own keys"] = (new Dictionary<string, object> { ["__x"] = 1, ["y"] = 2 }, "{v:{y:2}}"),
        ["outputs in outputs"] = (
            Output.Create(new Dictionary<string, object> { ["a"] = Output.Create(Output.Create("x")) }), "{v:{a:'x'}}"),
        ["a secret deep inside"] = (new Dictionary<string, object> { ["a"] = Output.CreateSecret("x") }, "{v:{a:'x'}}"),
        ["something unknown deep inside"] = (
            new Dictionary<string, object> { ["a"] = OutputUtilities.CreateUnknown("x"), ["b"] = 1 }, "{}"),
        ["the mark of the unknown"] = (UnknownMark, "{}"),
        ["no list at all"] = (default(ImmutableArray<string>), "{v:[]}"),
        ["JSON"] = (JsonDocument.Parse("""{"a":[1,null,true],"n":null}""").RootElement, "{v:{a:[1,null,True],n:null}}"),
        ["a union"] = (Output.Create(Union<string, int>.FromT1(3)), "{v:3}"),
        ["arguments in a list"] = (new[] { new WidgetPartArgs { Name = "n", Count = 2 } }, "{v:[{count:2,partName:'n'}]}"),
        ["nothing, as a tuple"] = (ValueTuple.Create(), "{}"),
    };

    private static readonly Dictionary<string, (object? Value, string Expected)> s_json = new()
    {
        ["numbers"] = (new object[] { 1, 0.1, 1e21, 1e-7, double.NaN }, "[ 1, 0.1, 1e+21, 1e-07, \"NaN\" ]"),
        ["characters"] = ("é\u2028<&'\"\\\b\u0001😀", """
            "é\u2028\u003c&'\"\\\b\u0001\ud83d\ude00"
            """),
        ["nulls"] = (new object?[] { null }, "[ null ]"),
        ["arguments"] = (new WidgetPartArgs { Name = "n" }, """{ "partName": "n" }"""),
        ["keys in order"] = (new Dictionary<string, object?> { ["b"] = 1, ["a"] = null, ["c"] = true }, """{ "b": 1, "c": true }"""),
    };

    public static TheoryData<string> Values => [.. s_values.Keys];

    public static TheoryData<string> Json => [.. s_json.Keys];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task of_values(string what)
    {
        var mocks = new RecordingMocks();
        await Program.Run(mocks, () => _ = new CustomResource(
            "test:index:Any", "x", new AnyArgs { Value = s_values[what].Value }, new CustomResourceOptions()));

        Assert.Equal(s_values[what].Expected, Text(mocks.Resource("x").Inputs));
    }

    [Theory]
    [MemberData(nameof(Json))]
    public async Task of_json(string what)
    {
        var mocks = new RecordingMocks();
        await Program.Run(mocks, () => _ = new CustomResource(
            "test:index:Any", "x", new AnyArgs { Json = s_json[what].Value }, new CustomResourceOptions()));

        Assert.Equal(s_json[what].Expected, mocks.Resource("x").Inputs["json"]);
    }

    [Theory]
    [InlineData("a task")]
    [InlineData("a long")]
    [InlineData("keys that are no text")]
    public async Task do_not_exist_of(string what)
    {
        object value = what switch
        {
            "a task" => Task.FromResult(1),
            "a long" => 1L,
            _ => new Dictionary<int, object> { [1] = 2 },
        };

        var failure = await Assert.ThrowsAsync<RunException>(() => Program.Run(new RecordingMocks(), () => _ = new CustomResource(
            "test:index:Any", "x", new AnyArgs { Value = value }, new CustomResourceOptions())));

        Assert.Contains("error serializing property \"v\"", failure.Message, StringComparison.Ordinal);
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        ImmutableArray<object?> list => $"[{string.Join(",", list.Select(Text))}]",
        ImmutableDictionary<string, object?> map => $"{{{string.Join(",", map.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{Text(entry.Value)}"))}}}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private sealed class AnyArgs : ResourceArgs
    {
        [Input("v")]
        public object? Value { get; set; }

        [Input("json", json: true)]
        public object? Json { get; set; }
    }
}
