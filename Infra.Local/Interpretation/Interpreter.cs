using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace Infra.Local.Interpretation;

/// <summary>
/// Takes the place of engine and provider in one region's run of the program: each resource that it registers is made real, each
/// provider function answered, through the hook that the Pulumi SDK offers to unit tests.
/// </summary>
internal sealed class Interpreter(
    string region, IEnumerable<IResourceMaker> makers, IEnumerable<IInvocationAnswerer> answerers, CancellationToken cancellationToken) : IMocks
{
    // Components group resources and make none; their package is ours.
    private const string ComponentPackage = "infra-components:";

    private readonly FrozenDictionary<string, IResourceMaker> makers =
        makers.SelectMany(maker => maker.Types, KeyValuePair.Create).ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    private readonly FrozenDictionary<string, IInvocationAnswerer> answerers =
        answerers.SelectMany(answerer => answerer.Tokens, KeyValuePair.Create).ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    private readonly ConcurrentQueue<MadeResource> made = new();

    /// <summary>What was made, in order.</summary>
    public ImmutableArray<MadeResource> Resources => [.. made];

    /// <summary>The stack's outputs that are text.</summary>
    public ImmutableDictionary<string, string> StackOutputs { get; private set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The first failure: what the program's run then reports is this and everything that follows from it.</summary>
    public Exception? FirstFault { get; private set; }

    public async Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        var type = args.Type ?? "";
        if (type.StartsWith(ComponentPackage, StringComparison.Ordinal)) { return (null, args.Inputs); }
        try
        {
            var maker = makers.GetValueOrDefault(type) ?? throw new UnplannedException("resource", type, makers.Keys);
            var registration = new Registration(type, args.Name ?? "", RegionOf(args.Inputs), args.Inputs);
            var result = await maker.MakeAsync(registration, cancellationToken);
            var state = args.Inputs.SetItem("region", registration.Region).SetItems(result.Outputs);
            made.Enqueue(new(type, registration.Name, registration.Region, result.Id, state));
            return (result.Id, state);
        }
        catch (Exception fault)
        {
            FirstFault ??= new InvalidOperationException($"creating {type} '{args.Name}' in {region} failed: {fault.Message}", fault);
            throw;
        }
    }

    public Task<object> CallAsync(MockCallArgs args)
    {
        var token = args.Token ?? "";
        try
        {
            var answerer = answerers.GetValueOrDefault(token) ?? throw new UnplannedException("function", token, answerers.Keys);
            return Task.FromResult<object>(answerer.Answer(new(token, RegionOf(args.Args), args.Args)));
        }
        catch (Exception fault)
        {
            FirstFault ??= new InvalidOperationException($"calling {token} in {region} failed: {fault.Message}", fault);
            throw;
        }
    }

    public async Task RegisterResourceOutputs(MockRegisterResourceOutputsRequest args)
    {
        // urn:pulumi:{stack}::{project}::{type}::{name}; components register outputs too.
        if (args.Urn.Split("::") is not [_, _, "pulumi:pulumi:Stack", _]) { return; }
        foreach (var (name, output) in args.Outputs)
        {
            if (await OutputUtilities.GetValueAsync(output) is string text) { StackOutputs = StackOutputs.SetItem(name, text); }
        }
    }

    // Since version 7 of the AWS provider a regional resource may say its region itself.
    private string RegionOf(ImmutableDictionary<string, object> inputs) => inputs.GetValueOrDefault("region") as string ?? region;
}
