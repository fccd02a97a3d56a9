using Pulumi.Experimental;

namespace Pulumi.Testing;

/// <summary>A resource on its way to the mocks; the inputs are still in wire form.</summary>
internal sealed record ResourceRequest(
    Resource Resource, string Type, string Name, string ParentUrn, string Provider, string Id, ImmutableDictionary<string, object> Inputs);

internal sealed record ResourceAnswer(string Urn, string? Id, ImmutableDictionary<string, object> State);

/// <summary>Stands where the engine's resource monitor would: asks the mocks and keeps what they answered.</summary>
internal sealed class MockMonitor(IMocks mocks)
{
    private readonly Lock _lock = new();
    private readonly List<Resource> _resources = [];
    private readonly Dictionary<string, ResourceAnswer> _answers = [];

    public ImmutableArray<Resource> Resources
    {
        get
        {
            lock (_lock)
            {
                return [.. _resources];
            }
        }
    }

    public async Task<ResourceAnswer> RegisterAsync(ResourceRequest request)
    {
        Remember(request.Resource);
        if (request.Type == Stack.TypeToken)
        {
            return new(UrnOf(request), Id: null, ImmutableDictionary<string, object>.Empty);
        }
        return await AskAsync(request).ConfigureAwait(false);
    }

    public async Task<ResourceAnswer> ReadAsync(ResourceRequest request)
    {
        var answer = await AskAsync(request).ConfigureAwait(false);
        Remember(request.Resource);
        return answer with { Id = request.Id };
    }

    public ResourceAnswer GetResource(string urn)
    {
        lock (_lock)
        {
            return _answers.GetValueOrDefault(urn) ?? throw new InvalidOperationException($"Unknown resource {urn}");
        }
    }

    public async Task<ImmutableDictionary<string, object>> CallAsync(
        string token, ImmutableDictionary<string, object> args, string provider)
    {
        var result = await mocks.CallAsync(new() { Token = token, Args = WireReader.ReadKnown(args), Provider = provider }).ConfigureAwait(false);
        return await ToWireAsync(result).ConfigureAwait(false);
    }

    public Task RegisterOutputsAsync(string urn, ImmutableDictionary<string, object> outputs)
        => mocks.RegisterResourceOutputs(new(
            urn,
            outputs.ToImmutableDictionary(
                output => output.Key,
                output => new Output<object?>(Task.FromResult(WireReader.Read(output.Value))))));

    private static async Task<ImmutableDictionary<string, object>> ToWireAsync(object state)
    {
        var map = state is IDictionary<string, object> generic ? generic.ToImmutableDictionary() : state;
        return await new WireWriter().WriteAsync("", map).ConfigureAwait(false) as ImmutableDictionary<string, object>
            ?? throw new InvalidOperationException($"{state.GetType().FullName} is not a supported argument type");
    }

    /// <summary>Below a parent the mocks know only the parent's outermost type: for nearly all, the stack's.</summary>
    private static string UrnOf(ResourceRequest request)
    {
        var type = request.ParentUrn is "" ? request.Type : $"{request.ParentUrn.Split("::")[2].Split('$')[0]}${request.Type}";
        return $"urn:pulumi:{Deployment.Instance.StackName}::{Deployment.Instance.ProjectName}::{type}::{request.Name}";
    }

    private async Task<ResourceAnswer> AskAsync(ResourceRequest request)
    {
        var (id, state) = await mocks.NewResourceAsync(new()
        {
            Type = request.Type,
            Name = request.Name,
            Inputs = WireReader.ReadKnown(request.Inputs),
            Provider = request.Provider,
            Id = request.Id,
        }).ConfigureAwait(false);
        var answer = new ResourceAnswer(UrnOf(request), id ?? request.Id, await ToWireAsync(state).ConfigureAwait(false));
        lock (_lock)
        {
            _answers[answer.Urn] = answer;
        }
        return answer;
    }

    private void Remember(Resource resource)
    {
        lock (_lock)
        {
            _resources.Add(resource);
        }
    }
}

/// <summary>Keeps the errors, which become the test's exceptions.</summary>
internal sealed class MockEngine : IEngine
{
    private readonly Lock _lock = new();
    private readonly List<string> _errors = [];

    public ImmutableArray<string> Errors
    {
        get
        {
            lock (_lock)
            {
                return [.. _errors];
            }
        }
    }

    public Task LogAsync(LogRequest message)
    {
        if (message.Severity == LogSeverity.Error)
        {
            lock (_lock)
            {
                _errors.Add(message.Message);
            }
        }
        return Task.CompletedTask;
    }

    public Task RequirePulumiVersionAsync(string pulumiVersionRange) => Task.CompletedTask;
}
