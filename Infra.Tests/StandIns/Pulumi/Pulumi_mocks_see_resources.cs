using System.Collections.Immutable;
using Pulumi;
using Pulumi.Utilities;

namespace Infra.Tests.StandIns.PulumiSdk;

[Collection("pulumi")]
public sealed class Pulumi_mocks_see_resources
{
    private readonly RecordingMocks _mocks = new();

    [Fact]
    public async Task with_wire_names_doubles_and_immutable_collections()
    {
        await Program.Run(_mocks, () => _ = new Widget("w", new WidgetArgs
        {
            Name = "named",
            Size = 3,
            Ratio = 0.5,
            Enabled = true,
            Mode = WidgetMode.Fast,
            Either = 7,
            Part = new WidgetPartArgs { Name = "p", Count = 2 },
            Topics = ["a", Output.Create("b")],
            Tags = { ["k"] = "v" },
        }));

        var args = Assert.Single(_mocks.Resources);
        Assert.Equal((Widget.TypeToken, "w", "", ""), (args.Type, args.Name, args.Id, args.Provider));
        Assert.Equal("named", args.Inputs["wireName"]);
        Assert.Equal(3.0, args.Inputs["size"]);
        Assert.Equal(0.5, args.Inputs["ratio"]);
        Assert.Equal(true, args.Inputs["enabled"]);
        Assert.Equal("FAST", args.Inputs["mode"]);
        Assert.Equal(7.0, args.Inputs["either"]);
        Assert.Equal("ab", string.Concat(Assert.IsType<ImmutableArray<object>>(args.Inputs["topics"])));
        Assert.Equal("v", Assert.IsType<ImmutableDictionary<string, object>>(args.Inputs["tags"])["k"]);
        var part = Assert.IsType<ImmutableDictionary<string, object>>(args.Inputs["part"]);
        Assert.Equal(("p", 2.0), (part["partName"], part["count"]));
    }

    [Fact]
    public async Task without_inputs_that_were_not_given()
    {
        await Program.Run(_mocks, () => _ = new Widget("w", new WidgetArgs { Part = new WidgetPartArgs { Name = "p" } }));

        var inputs = _mocks.Resource("w").Inputs;
        Assert.Equal(["part", "parts", "tags", "topics"], inputs.Keys.Order());
        Assert.Equal(["partName"], ((ImmutableDictionary<string, object>)inputs["part"]).Keys);
        Assert.Empty((ImmutableArray<object>)inputs["parts"]);
    }

    [Fact]
    public async Task with_secrets_opened()
    {
        await Program.Run(_mocks, () => _ = new Widget("w", new WidgetArgs
        {
            Name = Output.CreateSecret("hidden"),
            Topics = ["a", Output.CreateSecret("b")],
            Tags = { ["k"] = Output.CreateSecret("v") },
        }));

        var inputs = _mocks.Resource("w").Inputs;
        Assert.Equal("hidden", inputs["wireName"]);
        Assert.Equal("ab", string.Concat((ImmutableArray<object>)inputs["topics"]));
        Assert.Equal("v", ((ImmutableDictionary<string, object>)inputs["tags"])["k"]);
    }

    [Fact]
    public async Task without_inputs_in_which_something_is_unknown()
    {
        var unknown = OutputUtilities.CreateUnknown("later");
        await Program.Run(_mocks, () => _ = new Widget("w", new WidgetArgs
        {
            Name = unknown,
            Topics = ["a", unknown],
            Part = new WidgetPartArgs { Name = unknown, Count = 1 },
            Size = 1,
        }));

        Assert.Equal(["parts", "size", "tags"], _mocks.Resource("w").Inputs.Keys.Order());
    }

    [Fact]
    public async Task with_json_inputs_as_text()
    {
        await Program.Run(_mocks, () => _ = new Widget("w", new WidgetArgs
        {
            Policy = new Dictionary<string, object>
            {
                ["b"] = 1,
                ["a"] = new[] { "x <y>", "\"" },
                ["c"] = ImmutableDictionary<string, object>.Empty,
                ["d"] = ImmutableArray<object>.Empty,
            },
        }));

        Assert.Equal(
            """{ "a": [ "x \u003cy\u003e", "\"" ], "b": 1, "c": { }, "d": [ ] }""", _mocks.Resource("w").Inputs["policy"]);
    }

    [Fact]
    public async Task with_archives_and_resources_as_objects()
    {
        await Program.Run(_mocks, () =>
        {
            var first = new Widget("first");
            _ = new Widget("second", new WidgetArgs { Code = new FileArchive("functions.zip"), Other = first });
        });

        var inputs = _mocks.Resource("second").Inputs;
        Assert.IsType<FileArchive>(inputs["code"]);
        var other = Assert.IsType<Widget>(inputs["other"]);
        Assert.Equal("first-id", (await other.Id.Resolve()).Value);
    }

    [Fact]
    public async Task with_the_id_of_the_resource_that_is_read()
    {
        var widget = await Program.Run(_mocks, () => Widget.Get("w", "existing"));

        Assert.Equal("existing", _mocks.Resource("w").Id);
        Assert.Equal("existing", (await widget.Id.Resolve()).Value);
    }

    [Fact]
    public async Task with_the_id_to_import()
    {
        var mocks = new RecordingMocks { Answer = args => Task.FromResult<(string?, object)>((null, args.Inputs)) };

        var widget = await Program.Run(mocks, () => new Widget("w", options: new CustomResourceOptions { ImportId = "there" }));

        Assert.Equal("there", mocks.Resource("w").Id);
        Assert.Equal("there", (await widget.Id.Resolve()).Value);
    }

    [Fact]
    public async Task with_the_provider_of_the_nearest_component()
    {
        await Program.Run(_mocks, () =>
        {
            var provider = new ProviderResource("test", "p", ResourceArgs.Empty, new CustomResourceOptions());
            _ = new Assembly("a", new ComponentResourceOptions { Providers = { provider } });
        });

        Assert.Equal("pulumi:providers:test", _mocks.Resource("p").Type);
        const string reference = "urn:pulumi:stack::project::pulumi:pulumi:Stack$pulumi:providers:test::p::p-id";
        Assert.Equal(reference, _mocks.Resource("a-first").Provider);
        Assert.Equal(reference, _mocks.Resource("a-second").Provider);
        Assert.Equal("", _mocks.Resource("a").Provider);
    }

    [Fact]
    public async Task after_those_that_they_depend_on()
    {
        var gate = new TaskCompletionSource();
        var mocks = new RecordingMocks
        {
            Answer = async args =>
            {
                if (args.Name == "first")
                {
                    await gate.Task;
                }
                return ($"{args.Name}-id", args.Inputs);
            },
        };

        await Program.Run(mocks, () =>
        {
            var first = new Widget("first");
            _ = new Widget("depends", options: new CustomResourceOptions { DependsOn = { first } });
            _ = new Widget("uses", new WidgetArgs { Name = first.Id });
            _ = new Widget("free");
            Assert.Equal(["first", "free"], mocks.Resources.Select(args => args.Name));
            gate.SetResult();
        });

        Assert.Equal(4, mocks.Resources.Count);
    }

    [Fact]
    public async Task after_the_transformations_of_the_resource_and_its_parents()
    {
        ResourceTransformation Rename(string suffix) => args =>
        {
            if (args.Args is WidgetArgs widget)
            {
                widget.Name = Output.Format($"{widget.Name}{suffix}");
            }
            return new ResourceTransformationResult(args.Args, args.Options);
        };

        await Program.Run(_mocks, () =>
        {
            var component = new ComponentResource(
                "test:index:Group", "g", new ComponentResourceOptions { ResourceTransformations = { Rename("-outer") } });
            _ = new Widget("w", new WidgetArgs { Name = "n" }, new CustomResourceOptions
            {
                Parent = component,
                ResourceTransformations = { Rename("-inner") },
            });
        });

        Assert.Equal("n-inner-outer", _mocks.Resource("w").Inputs["wireName"]);
    }

    [Fact]
    public async Task with_arguments_from_a_dictionary()
    {
        var inputs = ImmutableDictionary<string, object?>.Empty.Add("a", "b").Add("n", Output.Create(1));

        await Program.Run(_mocks, () => _ = new CustomResource("other:index:Thing", "t", new DictionaryResourceArgs(inputs), new CustomResourceOptions()));

        Assert.Equal(("b", 1.0), (_mocks.Resource("t").Inputs["a"], _mocks.Resource("t").Inputs["n"]));
    }
}
