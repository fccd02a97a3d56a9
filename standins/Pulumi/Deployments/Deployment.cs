using Pulumi.Testing;

namespace Pulumi;

/// <summary>One run of a program. The stand-in runs programs against mocks; it has no engine.</summary>
public sealed partial class Deployment
{
    private static readonly AsyncLocal<DeploymentInstance?> s_instance = new();

    private readonly MockMonitor _monitor;
    private readonly string? _rootDirectory;
    private Stack? _stack;

    private Deployment(MockEngine engine, MockMonitor monitor, TestOptions? options)
    {
        _monitor = monitor;
        _rootDirectory = options?.RootDirectory;
        IsDryRun = options?.IsPreview ?? true;
        OrganizationName = options?.OrganizationName ?? "organization";
        ProjectName = options?.ProjectName ?? "project";
        StackName = options?.StackName ?? "stack";
        Log = new(engine, InFlight);
    }

    public static DeploymentInstance Instance
        => s_instance.Value ?? throw new InvalidOperationException("Trying to acquire Deployment.Instance before 'Run' was called.");

    internal static Deployment? Current => s_instance.Value?.Deployment;

    internal static Deployment Running => Instance.Deployment;

    internal bool IsDryRun { get; }

    internal string OrganizationName { get; }

    internal string ProjectName { get; }

    internal string StackName { get; }

    internal string RootDirectory => _rootDirectory
        ?? throw new InvalidOperationException("The Pulumi CLI version does not support root directory. Please update the Pulumi CLI.");

    internal Stack Stack
    {
        get => _stack ?? throw new InvalidOperationException("Trying to acquire Deployment.Stack before 'Run' was called.");
        set => _stack = value;
    }

    internal InFlightTasks InFlight { get; } = new();

    internal EngineLog Log { get; }

    internal ConfigValues Config { get; } = ConfigValues.FromEnvironment();

    /// <summary>Mocks accept every version.</summary>
    public static Task RequirePulumiVersionAsync(string pulumiVersionRange)
    {
        _ = Running;
        return Task.CompletedTask;
    }

    public Task<bool> MonitorSupportsInvokeTransforms() => Task.FromResult(true);

    public Task<bool> MonitorSupportsResourceHooks() => Task.FromResult(true);

    public void RegisterInvokeTransform(InvokeTransform transform) => ArgumentNullException.ThrowIfNull(transform);

    /// <summary>Transforms are registered with an engine; there is none to wait for.</summary>
    public Task AwaitPendingRegistrations() => Task.CompletedTask;
}
