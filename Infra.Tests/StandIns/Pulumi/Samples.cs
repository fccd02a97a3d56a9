using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.StandIns.PulumiSdk;

/// <summary>A resource class as the generated ones are written: every kind of input, every kind of output.</summary>
[ResourceType("test:index:Widget", null)]
public sealed class Widget : CustomResource
{
    public const string TypeToken = "test:index:Widget";

    public Widget(string name, WidgetArgs? args = null, CustomResourceOptions? options = null)
        : base(TypeToken, name, args ?? new WidgetArgs(), options ?? new CustomResourceOptions())
    {
    }

    [Output("arn")]
    public Output<string> Arn { get; private set; } = null!;

    [Output("size")]
    public Output<int?> Size { get; private set; } = null!;

    [Output("tags")]
    public Output<ImmutableDictionary<string, string>> Tags { get; private set; } = null!;

    [Output("parts")]
    public Output<ImmutableArray<WidgetPart>> Parts { get; private set; } = null!;

    [Output("mode")]
    public Output<WidgetMode> Mode { get; private set; } = null!;

    public static Widget Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new(name, new WidgetArgs(), CustomResourceOptions.Merge(new CustomResourceOptions { Id = id }, options));
}

public sealed class WidgetArgs : ResourceArgs
{
    [Input("wireName")]
    public Input<string>? Name { get; set; }

    [Input("size")]
    public Input<int>? Size { get; set; }

    [Input("ratio")]
    public Input<double>? Ratio { get; set; }

    [Input("enabled")]
    public Input<bool>? Enabled { get; set; }

    [Input("mode")]
    public Input<WidgetMode>? Mode { get; set; }

    [Input("part")]
    public Input<WidgetPartArgs>? Part { get; set; }

    [Input("policy", json: true)]
    public Input<object>? Policy { get; set; }

    [Input("code")]
    public Input<Archive>? Code { get; set; }

    [Input("other")]
    public Input<Widget>? Other { get; set; }

    [Input("either")]
    public InputUnion<string, int>? Either { get; set; }

    [Input("topics")]
    public InputList<string> Topics { get => _topics ??= []; set => _topics = value; }

    [Input("parts")]
    public InputList<WidgetPartArgs> Parts { get => _parts ??= []; set => _parts = value; }

    [Input("tags")]
    public InputMap<string> Tags { get => _tags ??= []; set => _tags = value; }

    private InputList<string>? _topics;
    private InputList<WidgetPartArgs>? _parts;
    private InputMap<string>? _tags;
}

public sealed class WidgetPartArgs : ResourceArgs
{
    [Input("partName", required: true)]
    public Input<string> Name { get; set; } = null!;

    [Input("count")]
    public Input<int>? Count { get; set; }
}

[OutputType]
public sealed class WidgetPart
{
    [OutputConstructor]
    private WidgetPart(string partName, int? count)
    {
        PartName = partName;
        Count = count;
    }

    public string PartName { get; }

    public int? Count { get; }
}

[EnumType]
public readonly struct WidgetMode : IEquatable<WidgetMode>
{
    private readonly string _value;

    private WidgetMode(string value) => _value = value;

    public static WidgetMode Fast { get; } = new("FAST");

    public static explicit operator string(WidgetMode mode) => mode._value;

    public static bool operator ==(WidgetMode left, WidgetMode right) => left.Equals(right);

    public static bool operator !=(WidgetMode left, WidgetMode right) => !left.Equals(right);

    public bool Equals(WidgetMode other) => _value == other._value;

    public override bool Equals(object? obj) => obj is WidgetMode other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A component with two children, one of them under the other.</summary>
public sealed class Assembly : ComponentResource
{
    public Assembly(string name, ComponentResourceOptions? options = null) : base("test:index:Assembly", name, options)
    {
        First = new Widget($"{name}-first", options: new CustomResourceOptions { Parent = this });
        Second = new Widget($"{name}-second", options: new CustomResourceOptions { Parent = First });
        Arn = First.Arn;
        RegisterOutputs();
    }

    public Widget First { get; }

    public Widget Second { get; }

    [Output("firstArn")]
    public Output<string> Arn { get; private set; }

    [Output]
    public Output<string> Fixed { get; private set; } = Output.Create("fixed");
}

public sealed class LookupArgs : InvokeArgs
{
    [Input("filter", required: true)]
    public Input<string> Filter { get; set; } = null!;
}

[OutputType]
public sealed class LookupResult
{
    [OutputConstructor]
    private LookupResult(string arn, ImmutableArray<string> names)
    {
        Arn = arn;
        Names = names;
    }

    public string Arn { get; }

    public ImmutableArray<string> Names { get; }
}

/// <summary>Records what arrives, and answers a resource with its inputs unless told otherwise.</summary>
internal sealed class RecordingMocks : IMocks
{
    private readonly ConcurrentQueue<MockResourceArgs> _resources = new();
    private readonly ConcurrentQueue<MockCallArgs> _calls = new();
    private readonly ConcurrentQueue<MockRegisterResourceOutputsRequest> _outputs = new();

    public Func<MockResourceArgs, Task<(string? Id, object State)>> Answer { get; init; }
        = args => Task.FromResult<(string?, object)>(($"{args.Name}-id", args.Inputs));

    public Func<MockCallArgs, object> AnswerCall { get; init; } = _ => new Dictionary<string, object>();

    public IReadOnlyList<MockResourceArgs> Resources => [.. _resources];

    public IReadOnlyList<MockCallArgs> Calls => [.. _calls];

    public IReadOnlyList<MockRegisterResourceOutputsRequest> Outputs => [.. _outputs];

    public MockResourceArgs Resource(string name) => Resources.Single(args => args.Name == name);

    public async Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        _resources.Enqueue(args);
        return await Answer(args);
    }

    public Task<object> CallAsync(MockCallArgs args)
    {
        _calls.Enqueue(args);
        return Task.FromResult(AnswerCall(args));
    }

    public Task RegisterResourceOutputs(MockRegisterResourceOutputsRequest args)
    {
        _outputs.Enqueue(args);
        return Task.CompletedTask;
    }
}

/// <summary>Runs a few lines as a Pulumi program.</summary>
internal static class Program
{
    public static readonly TestOptions Update = new() { IsPreview = false };

    public static Task<ImmutableArray<Resource>> Run(IMocks mocks, Action program, TestOptions? options = null)
        => Deployment.TestAsync(mocks, options ?? Update, program);

    /// <summary>Runs the program and gives what it returns, after everything has been registered.</summary>
    public static async Task<T> Run<T>(IMocks mocks, Func<T> program, TestOptions? options = null)
    {
        T result = default!;
        await Deployment.TestAsync(mocks, options ?? Update, (Action)(() => result = program()));
        return result;
    }
}

internal static class OutputTraits
{
    public static async Task<(T Value, bool IsKnown, bool IsSecret)> Resolve<T>(this Output<T> output) => (
        await global::Pulumi.Utilities.OutputUtilities.GetValueAsync(output),
        await global::Pulumi.Utilities.OutputUtilities.GetIsKnownAsync(output),
        await Output.IsSecretAsync(output));

    public static Task<(T Value, bool IsKnown, bool IsSecret)> Resolve<T>(this Input<T> input) => input.ToOutput().Resolve();
}
