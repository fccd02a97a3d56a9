using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.StandIns.PulumiSdk;

public sealed class Pulumi_inputs
{
    [Fact]
    public async Task a_list_is_written_as_a_collection_expression_of_values_and_outputs()
    {
        InputList<string> list = ["a", Output.Create("b"), "c"];

        Assert.Equal("abc", string.Concat((await list.Resolve()).Value));
    }

    [Fact]
    public async Task a_list_grows_by_values_lists_and_concatenation()
    {
        var list = new InputList<string> { "a", { "b", "c" } };
        list.Add("d");
        list.AddRange(Output.Create(ImmutableArray.Create("e", "f")));
        var longer = list.Concat(new[] { "g" });

        Assert.Equal("abcdef", string.Concat((await list.Resolve()).Value));
        Assert.Equal("abcdefg", string.Concat((await longer.Resolve()).Value));
    }

    [Fact]
    public async Task a_list_is_made_of_one_value_an_array_a_list_or_an_output_of_these()
    {
        InputList<string>[] all =
        [
            "a", Output.Create("a"), new[] { "a" }, new List<string> { "a" }, ImmutableArray.Create("a"),
            Output.Create(new List<string> { "a" }), Output.Create<IEnumerable<string>>(["a"]),
        ];

        foreach (var list in all)
        {
            Assert.Equal("a", Assert.Single((await list.Resolve()).Value));
        }
    }

    [Fact]
    public async Task a_list_is_secret_or_unknown_if_an_element_is()
    {
        InputList<string> secret = ["a", Output.CreateSecret("b")];
        InputList<string> unknown = ["a", OutputUtilities.CreateUnknown("b")];

        Assert.True((await secret.Resolve()).IsSecret);
        Assert.False((await unknown.Resolve()).IsKnown);
    }

    [Fact]
    public async Task collections_are_enumerated_asynchronously_only()
    {
        InputList<string> list = ["a", "b"];
        var seen = "";
        await foreach (var element in list)
        {
            seen += (await element.Resolve()).Value;
        }

        Assert.Equal("ab", seen);
        Assert.Throws<NotSupportedException>(() => ((IEnumerable)list).GetEnumerator());
        Assert.Throws<NotSupportedException>(() => ((IEnumerable)new InputMap<string>()).GetEnumerator());
    }

    [Fact]
    public async Task a_map_is_written_with_an_initialiser_of_values_and_outputs()
    {
        InputMap<string> map = new() { ["a"] = "1", ["b"] = Output.Create("2"), ["c"] = "3" };

        Assert.Equal("a1b2c3", string.Concat((await map.Resolve()).Value.OrderBy(entry => entry.Key).Select(entry => entry.Key + entry.Value)));
    }

    [Fact]
    public async Task a_key_may_be_added_twice_with_the_same_value_only()
    {
        InputMap<string> same = new() { { "a", "1" }, { "a", "1" } };
        InputMap<string> different = new() { { "a", "1" }, { "a", "2" } };

        Assert.Equal("1", (await same.Resolve()).Value["a"]);
        await Assert.ThrowsAsync<ArgumentException>(() => different.Resolve());
    }

    [Fact]
    public async Task merging_maps_lets_the_second_win()
    {
        var merged = InputMap<string>.Merge(
            new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" }, new Dictionary<string, string> { ["b"] = "2" });

        Assert.Equal("2", (await merged.Resolve()).Value["b"]);
        Assert.Equal("1", (await merged.Resolve()).Value["a"]);
    }

    [Fact]
    public async Task a_union_input_takes_either_type_and_outputs_of_either()
    {
        InputUnion<string, int> text = "a";
        InputUnion<string, int> number = Output.CreateSecret(1);

        Assert.Equal("a", (await text.Resolve()).Value.AsT0);
        Assert.Equal((1, true, true), await number.Apply(union => union.AsT1).Resolve());
    }

    [Fact]
    public async Task a_json_input_takes_text_documents_and_outputs_of_them()
    {
        InputJson text = """{"a":1}""";
        InputJson output = Output.CreateSecret("[2]");

        Assert.Equal(1, (await text.Resolve()).Value.GetProperty("a").GetInt32());
        Assert.Equal((2, true, true), await output.Apply(element => element[0].GetInt32()).Resolve());
        Assert.ThrowsAny<JsonException>(() =>
        {
            InputJson broken = "{";
            return broken;
        });
    }

    [Fact]
    public async Task a_missing_input_is_the_default()
    {
        Input<string>? missing = null;

        Assert.Null((await missing.ToOutput().Resolve()).Value);
    }
}
