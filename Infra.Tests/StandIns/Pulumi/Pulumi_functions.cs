using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.StandIns.PulumiSdk;

[Collection("pulumi")]
public sealed class Pulumi_functions
{
    private const string Token = "test:index:lookup";

    private readonly RecordingMocks _mocks = new()
    {
        AnswerCall = _ => new Dictionary<string, object> { ["arn"] = "arn:found", ["names"] = new[] { "a", "b" } },
    };

    [Fact]
    public async Task answer_outputs_with_outputs()
    {
        var result = await Program.Run(_mocks, () => Invoke(Output.CreateSecret("f")));

        var (value, isKnown, _) = await result.Resolve();
        Assert.Equal("arn:found", value.Arn);
        Assert.Equal("ab", string.Concat(value.Names));
        Assert.True(isKnown);
        var call = Assert.Single(_mocks.Calls);
        Assert.Equal((Token, "f", ""), (call.Token, call.Args["filter"], call.Provider));
    }

    [Fact]
    public async Task are_not_called_with_an_unknown_argument()
    {
        var result = await Program.Run(_mocks, () => Invoke(OutputUtilities.CreateUnknown("later")));

        Assert.False((await result.Resolve()).IsKnown);
        Assert.Empty(_mocks.Calls);
    }

    [Fact]
    public async Task are_not_called_while_a_resource_they_depend_on_has_no_id()
    {
        var mocks = new RecordingMocks { Answer = args => Task.FromResult<(string?, object)>((null, args.Inputs)) };

        var result = await Program.Run(mocks, () =>
        {
            var widget = new Widget("w");
            return Deployment.Instance.Invoke<LookupResult>(
                Token, new LookupArgs { Filter = "f" }, new InvokeOutputOptions { DependsOn = { widget } });
        });

        Assert.False((await result.Resolve()).IsKnown);
        Assert.Empty(mocks.Calls);
    }

    [Fact]
    public async Task pass_on_what_their_arguments_depend_on()
    {
        var (widget, result) = await Program.Run(_mocks, () =>
        {
            var created = new Widget("w", new WidgetArgs { Name = "n" });
            return (created, Invoke(created.Id));
        });

        Assert.Equal([widget], await OutputUtilities.GetDependenciesAsync(result));
    }

    [Fact]
    public async Task answer_values_with_values()
    {
        var arn = "";
        await Deployment.TestAsync(_mocks, Program.Update, async () =>
        {
            var result = await Deployment.Instance.InvokeAsync<LookupResult>(Token, new LookupArgs { Filter = "f" });
            arn = result.Arn;
        });

        Assert.Equal("arn:found", arn);
    }

    [Fact]
    public async Task use_the_provider_of_their_parent()
    {
        await Program.Run(_mocks, () =>
        {
            var provider = new ProviderResource("test", "p", ResourceArgs.Empty, new CustomResourceOptions());
            var component = new ComponentResource("test:index:Group", "g", new ComponentResourceOptions { Provider = provider });
            _ = Deployment.Instance.Invoke<LookupResult>(Token, new LookupArgs { Filter = "f" }, new InvokeOptions { Parent = component });
        });

        Assert.EndsWith("::p::p-id", Assert.Single(_mocks.Calls).Provider, StringComparison.Ordinal);
    }

    [Fact]
    public async Task of_a_resource_get_the_resource_itself()
    {
        await Program.Run(_mocks, () => _ = Deployment.Instance.Call<LookupResult>("test:index:Widget/method", CallArgs.Empty, new Widget("w")));

        Assert.IsAssignableFrom<Resource>(Assert.Single(_mocks.Calls).Args["__self__"]);
    }

    private static Output<LookupResult> Invoke(Input<string> filter)
        => Deployment.Instance.Invoke<LookupResult>(Token, new LookupArgs { Filter = filter });
}
