using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace Infra.Tests.StandIns.PulumiSdk;

[Collection("pulumi")]
public sealed class Pulumi_resources
{
    private static readonly TestOptions s_preview = new();

    private readonly RecordingMocks _mocks = new();

    [Fact]
    public async Task have_outputs_of_what_the_provider_returned()
    {
        var mocks = Answering(new Dictionary<string, object>
        {
            ["arn"] = "arn:w",
            ["size"] = 3,
            ["mode"] = "FAST",
            ["tags"] = new Dictionary<string, object> { ["k"] = "v" },
            ["parts"] = new[] { new Dictionary<string, object> { ["partName"] = "p", ["count"] = 2.0 } },
        });

        var widget = await Program.Run(mocks, () => new Widget("w"));

        Assert.Equal(("w-id", true, false), await widget.Id.Resolve());
        Assert.Equal(("arn:w", true, false), await widget.Arn.Resolve());
        Assert.Equal((3, true, false), await widget.Size.Resolve());
        Assert.Equal(WidgetMode.Fast, (await widget.Mode.Resolve()).Value);
        Assert.Equal("v", (await widget.Tags.Resolve()).Value["k"]);
        var part = Assert.Single((await widget.Parts.Resolve()).Value);
        Assert.Equal(("p", (int?)2), (part.PartName, part.Count));
    }

    [Fact]
    public async Task have_unknown_outputs_in_a_preview_where_the_provider_said_nothing()
    {
        var widget = await Program.Run(Answering([]), () => new Widget("w"), s_preview);

        Assert.False((await widget.Arn.Resolve()).IsKnown);
        Assert.True((await widget.Id.Resolve()).IsKnown);
    }

    [Fact]
    public async Task have_empty_outputs_in_an_update_where_the_provider_said_nothing()
    {
        var widget = await Program.Run(Answering([]), () => new Widget("w"));

        Assert.Equal((null, true, false), await widget.Arn.Resolve());
        Assert.Equal((null, true, false), await widget.Size.Resolve());
    }

    [Fact]
    public async Task have_an_unknown_id_where_the_provider_gave_none()
    {
        var mocks = new RecordingMocks { Answer = args => Task.FromResult<(string?, object)>((null, args.Inputs)) };

        var widget = await Program.Run(mocks, () => new Widget("w"));

        Assert.False((await widget.Id.Resolve()).IsKnown);
    }

    [Fact]
    public async Task keep_what_the_provider_returned_as_secret_secret()
    {
        var mocks = Answering(new Dictionary<string, object>
        {
            ["arn"] = Output.CreateSecret("arn:w"),
            ["tags"] = new Dictionary<string, object> { ["k"] = Output.CreateSecret("v") },
        });

        var widget = await Program.Run(mocks, () => new Widget("w"));

        Assert.Equal(("arn:w", true, true), await widget.Arn.Resolve());
        Assert.True((await widget.Tags.Resolve()).IsSecret);
    }

    [Fact]
    public async Task survive_an_output_of_another_type()
    {
        var widget = await Program.Run(Answering(new() { ["arn"] = 1.0, ["size"] = "x" }), () => new Widget("w"));

        Assert.Null((await widget.Arn.Resolve()).Value);
        Assert.Null((await widget.Size.Resolve()).Value);
    }

    [Fact]
    public async Task are_named_below_the_stack()
    {
        var assembly = await Program.Run(_mocks, () => new Assembly("a"), new TestOptions { ProjectName = "p", StackName = "s" });

        Assert.Equal("urn:pulumi:s::p::pulumi:pulumi:Stack$test:index:Assembly::a", (await assembly.Urn.Resolve()).Value);
        // With mocks only the outermost type of the parents is in the name.
        Assert.Equal("urn:pulumi:s::p::pulumi:pulumi:Stack$test:index:Widget::a-second", (await assembly.Second.Urn.Resolve()).Value);
        Assert.Equal(("test:index:Assembly", "a"), (assembly.GetResourceType(), assembly.GetResourceName()));
    }

    [Fact]
    public async Task depend_on_themselves_in_their_outputs()
    {
        var widget = await Program.Run(_mocks, () => new Widget("w"));

        Assert.Equal([widget], await OutputUtilities.GetDependenciesAsync(widget.Arn.Apply(arn => arn + "!")));
        Assert.Equal([widget], await OutputUtilities.GetDependenciesAsync(widget.Id));
    }

    [Fact]
    public async Task of_a_component_are_registered_with_all_its_outputs()
    {
        await Program.Run(Answering(new() { ["arn"] = "arn:w" }, out var mocks), () => _ = new Assembly("a"));

        var request = mocks.Outputs.Single(outputs => outputs.Urn.EndsWith("::a", StringComparison.Ordinal));
        Assert.Equal(["Fixed", "firstArn"], request.Outputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("arn:w", (await request.Outputs["firstArn"].Resolve()).Value);
        Assert.Equal("fixed", (await request.Outputs["Fixed"].Resolve()).Value);
    }

    [Fact]
    public async Task of_a_component_may_be_registered_by_name()
    {
        await Program.Run(_mocks, () => _ = new Named());

        var request = _mocks.Outputs.Single(outputs => outputs.Urn.EndsWith("::named", StringComparison.Ordinal));
        Assert.Equal((1.0, true, true), await request.Outputs["count"].Resolve());
        Assert.Equal(["count"], request.Outputs.Keys);
    }

    [Fact]
    public async Task may_not_change_their_parent_in_a_transformation()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => Program.Run(_mocks, () =>
        {
            var parent = new ComponentResource("test:index:Group", "g");
            _ = new Widget("w", options: new CustomResourceOptions
            {
                ResourceTransformations = { args => new(args.Args, new CustomResourceOptions { Parent = parent }) },
            });
        }));

        Assert.Contains("'parent'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task take_aliases_but_none_that_contradict_themselves()
    {
        await Program.Run(_mocks, () => _ = new Widget("w", options: new CustomResourceOptions
        {
            Aliases = { new Alias { Name = "old" }, new Alias { Urn = "urn:pulumi:s::p::t::old" }, new Alias { NoParent = true } },
        }));

        await Assert.ThrowsAnyAsync<Exception>(() => Program.Run(_mocks, () => _ = new Widget("w", options: new CustomResourceOptions
        {
            Aliases = { new Alias { Urn = "urn:pulumi:s::p::t::old", Name = "old" } },
        })));
    }

    [Fact]
    public async Task may_refer_to_another_stacks_outputs()
    {
        var mocks = Answering(new()
        {
            ["name"] = "org/project/stack",
            ["outputs"] = new Dictionary<string, object> { ["open"] = "o", ["hidden"] = "h" },
            ["secretOutputNames"] = new[] { "hidden" },
        });

        var reference = await Program.Run(mocks, () => new StackReference("org/project/stack"));

        Assert.Equal("org/project/stack", Assert.Single(mocks.Resources).Id);
        Assert.Equal(("o", true, false), await reference.RequireOutput("open").Resolve());
        Assert.Equal(("h", true, true), await reference.GetOutput("hidden").Resolve());
        Assert.Null((await reference.GetOutput("none").Resolve()).Value);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => reference.RequireOutput("none").Resolve());
    }

    [Fact]
    public void merge_their_options()
    {
        var merged = CustomResourceOptions.Merge(
            new() { Protect = true, IgnoreChanges = { "a" }, AdditionalSecretOutputs = { "x" }, DeleteBeforeReplace = true, Version = "1" },
            new() { Protect = false, IgnoreChanges = { "b" }, RetainOnDelete = true });

        Assert.Equal((false, true, true, "1"), (merged.Protect, merged.RetainOnDelete, merged.DeleteBeforeReplace, merged.Version));
        Assert.Equal(["a", "b"], merged.IgnoreChanges);
        Assert.Equal(["x"], merged.AdditionalSecretOutputs);
    }

    private static RecordingMocks Answering(Dictionary<string, object> state)
        => new() { Answer = args => Task.FromResult<(string?, object)>(($"{args.Name}-id", state)) };

    private static RecordingMocks Answering(Dictionary<string, object> state, out RecordingMocks mocks) => mocks = Answering(state);

    private sealed class Named : ComponentResource
    {
        public Named() : base("test:index:Named", "named")
            => RegisterOutputs(new Dictionary<string, object?> { ["count"] = Output.CreateSecret(1), ["nothing"] = null });
    }
}
