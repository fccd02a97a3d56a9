namespace Pulumi;

/// <summary>A callback of the engine before or after it acts on a resource; never called with mocks.</summary>
public class ResourceHook
{
    public ResourceHook(string name, ResourceHookCallback callback, ResourceHookOptions? options = null)
        : this(name, callback, options ?? new(), Task.CompletedTask)
    {
        // A hook belongs to a deployment: outside of one there is nothing to register it with.
        _ = Deployment.Instance;
    }

    protected ResourceHook(string name, ResourceHookCallback callback, ResourceHookOptions options, Task registered)
    {
        Name = name;
        Callback = callback;
        Options = options ?? new();
        Registered = registered;
    }

    public string Name { get; }

    public ResourceHookCallback Callback { get; }

    public ResourceHookOptions Options { get; }

    internal Task Registered { get; }
}

public delegate Task ResourceHookCallback(ResourceHookArgs args, CancellationToken cancellationToken = default);

public class ResourceHookOptions
{
    public bool? OnDryRun { get; set; }

    public bool? IgnoreErrors { get; set; }
}

public class ResourceHookArgs(
    string urn,
    string id,
    string name,
    string type,
    ImmutableDictionary<string, object?>? newInputs = null,
    ImmutableDictionary<string, object?>? oldInputs = null,
    ImmutableDictionary<string, object?>? newOutputs = null,
    ImmutableDictionary<string, object?>? oldOutputs = null)
{
    public string Urn { get; } = urn;

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Type { get; } = type;

    public ImmutableDictionary<string, object?>? NewInputs { get; } = newInputs;

    public ImmutableDictionary<string, object?>? OldInputs { get; } = oldInputs;

    public ImmutableDictionary<string, object?>? NewOutputs { get; } = newOutputs;

    public ImmutableDictionary<string, object?>? OldOutputs { get; } = oldOutputs;
}

public class ErrorHook
{
    public ErrorHook(string name, ErrorHookCallback callback) : this(name, callback, Task.CompletedTask) => _ = Deployment.Instance;

    protected ErrorHook(string name, ErrorHookCallback callback, Task registered)
    {
        Name = name;
        Callback = callback;
        Registered = registered;
    }

    public string Name { get; }

    public ErrorHookCallback Callback { get; }

    internal Task Registered { get; }
}

public delegate Task<bool> ErrorHookCallback(ErrorHookArgs args, CancellationToken cancellationToken = default);

public class ErrorHookArgs(
    string urn,
    string id,
    string name,
    string type,
    ImmutableDictionary<string, object?>? newInputs = null,
    ImmutableDictionary<string, object?>? oldInputs = null,
    ImmutableDictionary<string, object?>? oldOutputs = null,
    string failedOperation = "",
    IReadOnlyList<string>? errors = null)
{
    public string Urn { get; } = urn;

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Type { get; } = type;

    public ImmutableDictionary<string, object?>? NewInputs { get; } = newInputs;

    public ImmutableDictionary<string, object?>? OldInputs { get; } = oldInputs;

    public ImmutableDictionary<string, object?>? OldOutputs { get; } = oldOutputs;

    public string FailedOperation { get; } = failedOperation;

    public IReadOnlyList<string> Errors { get; } = errors ?? [];
}

public class ResourceHookBinding
{
    public List<ResourceHook> BeforeCreate { get => field ??= []; set; }

    public List<ResourceHook> AfterCreate { get => field ??= []; set; }

    public List<ResourceHook> BeforeUpdate { get => field ??= []; set; }

    public List<ResourceHook> AfterUpdate { get => field ??= []; set; }

    public List<ResourceHook> BeforeDelete { get => field ??= []; set; }

    public List<ResourceHook> AfterDelete { get => field ??= []; set; }

    public List<ErrorHook> OnError { get => field ??= []; set; }

    public bool IsEmpty
        => BeforeCreate.Count + AfterCreate.Count + BeforeUpdate.Count + AfterUpdate.Count + BeforeDelete.Count + AfterDelete.Count
            + OnError.Count == 0;

    public ResourceHookBinding Clone() => Concat(new());

    public ResourceHookBinding Concat(ResourceHookBinding other) => new()
    {
        BeforeCreate = [.. BeforeCreate, .. other.BeforeCreate],
        AfterCreate = [.. AfterCreate, .. other.AfterCreate],
        BeforeUpdate = [.. BeforeUpdate, .. other.BeforeUpdate],
        AfterUpdate = [.. AfterUpdate, .. other.AfterUpdate],
        BeforeDelete = [.. BeforeDelete, .. other.BeforeDelete],
        AfterDelete = [.. AfterDelete, .. other.AfterDelete],
        OnError = [.. OnError, .. other.OnError],
    };
}
