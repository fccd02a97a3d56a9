using System.Collections.Immutable;
using Pulumi.Testing;

namespace Infra.Benchmarks.Plan;

/// <summary>Answers the program as AWS would, as cheaply as can be: what is measured is the program.</summary>
internal sealed class PlanMocks(string region) : IMocks
{
    private const string Account = "123456789012";

    private static readonly ImmutableDictionary<string, object> Computed = ImmutableDictionary.CreateRange(
    [
        new KeyValuePair<string, object>("certificateSigningRequest", "mock csr"),
        new("rootResourceId", "root"),
        new("caCertificateId", new string('c', 64)),
    ]);

    private int registered;

    /// <summary>How many resources the program has registered.</summary>
    public int Registered => registered;

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        Interlocked.Increment(ref registered);
        var state = args.Inputs.SetItems(Computed).SetItem("arn", $"arn:aws:mock:{region}:{Account}:{args.Name}");
        return Task.FromResult<(string?, object)>(($"{args.Name}-id", state));
    }

    public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Token switch
    {
        "aws:index/getPartition:getPartition" => args.Args.SetItem("partition", "aws").SetItem("dnsSuffix", "amazonaws.com").SetItem("id", "aws"),
        "aws:index/getCallerIdentity:getCallerIdentity" => args.Args.SetItem("accountId", Account).SetItem("id", Account),
        "aws:iot/getEndpoint:getEndpoint" => args.Args.SetItem("endpointAddress", $"mock-ats.iot.{region}.amazonaws.com").SetItem("id", "mock"),
        "aws:dynamodb/getTable:getTable" => args.Args.SetItem("arn", $"arn:aws:dynamodb:{region}:{Account}:table/{args.Args["name"]}").SetItem("id", "mock"),
        var token => throw new BenchmarkException($"the plan calls {token}, which PlanMocks does not answer; add it there"),
    });
}
