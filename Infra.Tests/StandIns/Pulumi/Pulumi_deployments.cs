using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.StandIns.PulumiSdk;

[Collection("pulumi")]
public sealed class Pulumi_deployments
{
    private readonly RecordingMocks _mocks = new();

    [Fact]
    public async Task are_previews_of_stack_in_project_by_default()
    {
        await Deployment.TestAsync(_mocks, new TestOptions(), (Action)(() => Assert.Equal(
            (true, "project", "stack", "organization"),
            (Deployment.Instance.IsDryRun, Deployment.Instance.ProjectName, Deployment.Instance.StackName, Deployment.Instance.OrganizationName))));
    }

    [Fact]
    public async Task take_their_names_from_the_options()
    {
        var options = new TestOptions { IsPreview = false, ProjectName = "p", StackName = "s", OrganizationName = "o", RootDirectory = "/r" };

        await Deployment.TestAsync(_mocks, options, (Action)(() => Assert.Equal(
            (false, "p", "s", "o", "/r"),
            (Deployment.Instance.IsDryRun, Deployment.Instance.ProjectName, Deployment.Instance.StackName,
                Deployment.Instance.OrganizationName, Deployment.Instance.RootDirectory))));
    }

    [Fact]
    public async Task of_a_stack_class_return_the_stack_and_its_resources()
    {
        var resources = await Deployment.TestAsync<GoodStack>(_mocks);

        var stack = Assert.Single(resources.OfType<GoodStack>());
        Assert.Equal("project-stack", stack.GetResourceName());
        Assert.Equal(["stacked"], resources.OfType<Widget>().Select(widget => widget.GetResourceName()));
        // The stack's outputs are registered for it.
        var request = Assert.Single(_mocks.Outputs);
        Assert.Equal("urn:pulumi:stack::project::pulumi:pulumi:Stack::project-stack", request.Urn);
        Assert.Equal("stacked-id", (await request.Outputs["id"].Resolve()).Value);
    }

    [Fact]
    public async Task of_a_stack_class_may_take_it_from_a_service_provider()
    {
        var resources = await Deployment.TestWithServiceProviderAsync<GoodStack>(_mocks, new OneService(() => new GoodStack()));

        Assert.Single(resources.OfType<GoodStack>());
        await Assert.ThrowsAsync<RunException>(
            () => Deployment.TestWithServiceProviderAsync<GoodStack>(_mocks, new OneService(() => null)));
    }

    [Fact]
    public async Task of_a_function_return_its_resources_and_outputs_without_the_stack()
    {
        var (resources, outputs) = await Deployment.TestAsync(_mocks, Program.Update, IDictionary<string, object?> () =>
            new Dictionary<string, object?> { ["arn"] = new Widget("w").Arn, ["plain"] = 1 });

        Assert.Equal("w", Assert.IsType<Widget>(Assert.Single(resources)).GetResourceName());
        Assert.Equal(1, outputs["plain"]);
        Assert.IsType<Output<string>>(outputs["arn"]);
    }

    [Fact]
    public async Task return_after_all_that_was_begun_is_done()
    {
        var done = false;
        await Program.Run(_mocks, () => _ = new Widget("w").Id.Apply(async id =>
        {
            await Task.Delay(20);
            _ = new Widget("late");
            done = true;
            return 0;
        }));

        Assert.True(done);
        Assert.Contains(_mocks.Resources, args => args.Name == "late");
    }

    [Fact]
    public async Task fail_with_the_message_of_a_run_exception()
    {
        var failure = await Assert.ThrowsAsync<RunException>(
            () => Program.Run(_mocks, () => throw new RunException("the reason")));

        Assert.Equal("the reason", failure.Message);
    }

    [Fact]
    public async Task fail_with_the_text_of_any_other_exception()
    {
        var failure = await Assert.ThrowsAsync<RunException>(
            () => Program.Run(_mocks, () => throw new FormatException("the reason")));

        Assert.Contains("failed with an unhandled exception", failure.Message, StringComparison.Ordinal);
        Assert.Contains("FormatException: the reason", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task fail_when_the_mocks_do()
    {
        var mocks = new RecordingMocks { Answer = _ => throw new InvalidOperationException("unplanned") };

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Program.Run(mocks, () => _ = new Widget("w")));

        Assert.Contains("unplanned", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task fail_when_an_apply_does()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Program.Run(
            _mocks, () => _ = new Widget("w").Id.Apply(Fail)));

        Assert.Contains("in apply", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task fail_with_each_error_that_was_logged()
    {
        var one = await Assert.ThrowsAsync<RunException>(() => Program.Run(_mocks, () => Log.Error("first")));
        var two = await Assert.ThrowsAsync<AggregateException>(() => Program.Run(_mocks, () =>
        {
            Log.Error("first");
            Log.Error("second");
        }));

        Assert.Equal("first", one.Message);
        Assert.Equal(["first", "second"], two.InnerExceptions.Select(inner => inner.Message).Order());
    }

    [Fact]
    public async Task do_not_fail_for_warnings()
        => await Program.Run(_mocks, () =>
        {
            Log.Warn("careful");
            Log.Info("fyi");
            Log.Debug("detail");
        });

    [Fact]
    public async Task warn_of_an_output_that_is_used_as_text()
        => await Program.Run(_mocks, () => Assert.Contains(
            "Calling [ToString] on an [Output<T>] is not supported", Output.Create("a").ToString(), StringComparison.Ordinal));

    [Fact]
    public async Task fail_for_stack_outputs_that_were_not_assigned()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => Deployment.TestAsync<ForgetfulStack>(_mocks));

        Assert.Contains("Output(s) 'forgotten' have no value assigned", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task fail_for_a_required_input_that_is_missing()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => Program.Run(_mocks, () => _ = new Widget("w", new WidgetArgs { Part = new WidgetPartArgs() })));

        Assert.Contains("WidgetPartArgs.Name is required but was not given a value", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task fail_for_an_input_of_a_type_that_has_no_wire_form()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Program.Run(_mocks, () => _ = new Odd()));

        Assert.Contains("error serializing property \"when\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains("System.DateTime is not a supported argument type", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task have_an_instance_only_while_they_run()
    {
        Assert.Throws<InvalidOperationException>(() => Deployment.Instance);
        await Program.Run(_mocks, () => Assert.NotNull(Deployment.Instance));
        Assert.Throws<InvalidOperationException>(() => Deployment.Instance);
    }

    [Fact]
    public async Task need_the_engine_unless_they_are_tests()
    {
        Assert.Null(Environment.GetEnvironmentVariable("PULUMI_MONITOR"));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Deployment.RunAsync<GoodStack>());

        Assert.Contains("without the Pulumi engine", failure.Message, StringComparison.Ordinal);
    }

    private static string Fail(string id) => throw new RunException($"in apply of {id}");

    public sealed class GoodStack : Stack
    {
        public GoodStack() => StackedId = new Widget("stacked").Id;

        [Output("id")]
        public Output<string> StackedId { get; private set; }
    }

    public sealed class ForgetfulStack : Stack
    {
        [Output("forgotten")]
        public Output<string> Forgotten { get; private set; } = null!;
    }

    private sealed class OddArgs : ResourceArgs
    {
        [Input("when")]
        public Input<DateTime> When { get; set; } = DateTime.UnixEpoch;
    }

    private sealed class Odd() : CustomResource("test:index:Odd", "odd", new OddArgs(), new CustomResourceOptions());

    private sealed class OneService(Func<object?> create) : IServiceProvider
    {
        public object? GetService(Type serviceType) => create();
    }
}
