using System.Collections.Immutable;
using Pulumi.Testing;

namespace Infra.Tests.StandIns.PulumiAws;

/// <summary>Keeps what the engine is asked, and answers each function call with a fixed result.</summary>
internal sealed class RecordingMocks(object? callResult = null) : IMocks
{
    private readonly List<MockResourceArgs> resources = [];
    private readonly List<MockCallArgs> calls = [];

    public MockResourceArgs Resource(string type) => Assert.Single(resources, resource => resource.Type == type);

    public MockCallArgs Call => Assert.Single(calls);

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        lock (resources)
        {
            resources.Add(args);
        }

        return Task.FromResult<(string?, object)>((args.Name + "-id", args.Inputs.SetItem("arn", $"arn:{args.Name}")));
    }

    public Task<object> CallAsync(MockCallArgs args)
    {
        lock (calls)
        {
            calls.Add(args);
        }

        return Task.FromResult(callResult ?? ImmutableDictionary<string, object>.Empty);
    }
}
