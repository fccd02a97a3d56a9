using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.StandIns.PulumiSdk;

public sealed class Pulumi_outputs
{
    private static readonly Output<string> s_unknown = OutputUtilities.CreateUnknown("not yet");

    [Fact]
    public async Task apply_makes_a_known_open_value_of_one()
        => Assert.Equal((6, true, false), await Output.Create("abcdef").Apply(text => text.Length).Resolve());

    [Fact]
    public async Task apply_keeps_a_secret_secret()
        => Assert.Equal((6, true, true), await Output.CreateSecret("abcdef").Apply(text => text.Length).Resolve());

    [Fact]
    public async Task apply_becomes_secret_with_the_output_that_the_function_returns()
        => Assert.Equal(("b", true, true), await Output.Create("a").Apply(_ => Output.CreateSecret("b")).Resolve());

    [Fact]
    public async Task apply_becomes_unknown_with_the_output_that_the_function_returns()
        => Assert.False((await Output.Create("a").Apply(_ => s_unknown).Resolve()).IsKnown);

    [Fact]
    public async Task apply_does_not_call_the_function_for_an_unknown_value()
    {
        var called = false;
        var (_, isKnown, isSecret) = await Output.CreateSecret(s_unknown).Apply(text => called = true).Resolve();

        Assert.False(called);
        Assert.False(isKnown);
        Assert.True(isSecret);
    }

    [Fact]
    public async Task apply_waits_for_a_task()
        => Assert.Equal("ab", (await Output.Create("a").Apply(async text =>
        {
            await Task.Yield();
            return text + "b";
        }).Resolve()).Value);

    [Fact]
    public async Task a_function_that_throws_fails_the_output()
    {
        var output = Output.Create("a").Apply(int.Parse);

        await Assert.ThrowsAsync<FormatException>(() => OutputUtilities.GetValueAsync(output));
    }

    [Fact]
    public async Task all_gives_the_values_in_order_and_is_secret_if_one_is()
    {
        var (value, isKnown, isSecret) = await Output.All(Output.Create("a"), Output.CreateSecret("b"), Output.Create("c")).Resolve();

        Assert.Equal("abc", string.Concat(value));
        Assert.True(isKnown);
        Assert.True(isSecret);
    }

    [Fact]
    public async Task all_is_unknown_if_one_is()
        => Assert.False((await Output.All(Output.Create("a"), s_unknown).Resolve()).IsKnown);

    [Fact]
    public async Task a_tuple_has_the_traits_of_its_parts()
    {
        Assert.Equal((("a", 2), true, false), await Output.Tuple(Output.Create("a"), Output.Create(2)).Resolve());
        Assert.Equal((("a", 2, true), true, true),
            await Output.Tuple(Output.Create("a"), Output.CreateSecret(2), Output.Create(true)).Resolve());
        Assert.False((await Output.Tuple(Output.Create(1), s_unknown).Resolve()).IsKnown);
    }

    [Fact]
    public async Task a_tuple_has_up_to_eight_parts()
    {
        Input<int> n = 1;

        Assert.Equal((1, 1, 1, 1, 1, 1, 1, 1), (await Output.Tuple(n, n, n, n, n, n, n, n).Resolve()).Value);
    }

    [Fact]
    public async Task format_puts_values_outputs_and_inputs_in_their_places()
    {
        Input<string> input = "in";

        Assert.Equal(
            ("{a} 1.5 in b", true, true),
            await Output.Format($"{{a}} {1.5} {input} {Output.CreateSecret("b")}").Resolve());
        Assert.False((await Output.Format($"a {s_unknown}").Resolve()).IsKnown);
    }

    [Fact]
    public async Task format_does_not_follow_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
            Assert.Equal("1.5", (await Output.Format($"{1.5}").Resolve()).Value);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task json_holds_the_values_of_nested_outputs_and_inputs()
    {
        Input<string> input = "c";
        InputList<string> list = ["d", Output.Create("e")];
        InputMap<int> map = new() { ["f"] = 1 };

        var json = Output.JsonSerialize(Output.Create(new { a = Output.Create(new[] { "b" }), input, list, map, nothing = (string?)null }));

        Assert.Equal(
            ("""{"a":["b"],"input":"c","list":["d","e"],"map":{"f":1},"nothing":null}""", true, false), await json.Resolve());
    }

    [Fact]
    public async Task json_is_secret_if_something_in_it_is()
        => Assert.Equal(
            ("""{"deep":[{"a":"b"}]}""", true, true),
            await Output.JsonSerialize(Output.Create(new { deep = new[] { new { a = Output.CreateSecret("b") } } })).Resolve());

    [Fact]
    public async Task json_is_unknown_if_something_in_it_is()
        => Assert.False((await Output.JsonSerialize(Output.Create(new { a = s_unknown })).Resolve()).IsKnown);

    [Fact]
    public async Task json_is_written_with_the_given_options()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

        Assert.Equal("""{"name":"a"}""", (await Output.JsonSerialize(Output.Create(new { Name = "a" }), options).Resolve()).Value);
    }

    [Fact]
    public async Task json_is_read_with_its_traits()
    {
        var (value, isKnown, isSecret) = await Output.JsonDeserialize<Dictionary<string, int>>(Output.CreateSecret("""{"a":1}""")).Resolve();

        Assert.Equal(1, value["a"]);
        Assert.True(isKnown);
        Assert.True(isSecret);
        Assert.False((await Output.JsonDeserialize<int>(s_unknown).Resolve()).IsKnown);
    }

    [Fact]
    public async Task unsecret_opens_a_secret()
        => Assert.Equal(("a", true, false), await Output.Unsecret(Output.CreateSecret("a")).Resolve());

    [Fact]
    public async Task a_deferred_output_is_what_it_is_resolved_with()
    {
        var deferred = new DeferredOutput<string>();
        var length = deferred.Output.Apply(text => text.Length);

        deferred.Resolve(Output.CreateSecret("abc"));

        Assert.Equal((3, true, true), await length.Resolve());
        Assert.Throws<InvalidOperationException>(() => deferred.Resolve(Output.Create("again")));
    }

    [Fact]
    public async Task lists_give_their_elements_as_outputs()
    {
        var list = Output.Create(ImmutableArray.Create("a", "b"));

        Assert.Equal("a", (await list.First().Resolve()).Value);
        Assert.Equal("b", (await list.GetAt(1).Resolve()).Value);
        Assert.Equal(2, (await list.Length().Resolve()).Value);
    }

    [Fact]
    public void a_union_holds_one_of_two()
    {
        Union<string, int> text = "a";
        Union<string, int> number = 1;

        Assert.True(text.IsT0 && number.IsT1);
        Assert.Equal("a", text.AsT0);
        Assert.Equal(1, number.Value);
        Assert.Throws<InvalidOperationException>(() => text.AsT1);
        Assert.Equal("1!", number.Match(value => value, value => $"{value}!"));
        Assert.Equal(text, Union<string, int>.FromT0("a"));
        Assert.NotEqual(text, number);
    }
}
