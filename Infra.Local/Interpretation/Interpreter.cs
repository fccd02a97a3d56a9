using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace Infra.Local.Interpretation;

/// <summary>
/// Takes the place of engine and provider in one region's run of the program: each resource that it registers is made real, each
/// provider function answered, through the hook that the Pulumi SDK offers to unit tests. What an earlier run made is changed where this one
/// wants it otherwise; at the end <see cref="RemoveTheRestAsync"/> takes away what it does not want.
/// </summary>
internal sealed class Interpreter(
    string region, IEnumerable<IResourceMaker> makers, IEnumerable<IInvocationAnswerer> answerers, CancellationToken cancellationToken, StackState? state = null) : IMocks
{
    // Components group resources and make none; their package is ours.
    private const string ComponentPackage = "infra-components:";

    private readonly FrozenDictionary<string, IResourceMaker> makers =
        makers.SelectMany(maker => maker.Types, KeyValuePair.Create).ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    private readonly FrozenDictionary<string, IInvocationAnswerer> answerers =
        answerers.SelectMany(answerer => answerer.Tokens, KeyValuePair.Create).ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    private readonly ConcurrentQueue<MadeResource> made = new();

    private readonly StackState state = state ?? new();

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
        var before = state.Find(type, args.Name ?? "");
        try
        {
            var maker = makers.GetValueOrDefault(type) ?? throw new UnplannedException("resource", type, makers.Keys);
            var resource = before is not null && Inputs.Same(before.Inputs, args.Inputs)
                ? before
                : await MakeAsync(maker, before, new(type, args.Name ?? "", RegionOf(args.Inputs), args.Inputs));
            state.Keep(resource);
            made.Enqueue(resource);
            return (resource.Id, resource.State);
        }
        catch (Exception fault)
        {
            FirstFault ??= new InvalidOperationException($"{(before is null ? "creating" : "updating")} {type} '{args.Name}' in {region} failed: {fault.Message}", fault);
            throw;
        }
    }

    /// <summary>Takes away what earlier runs made and this one did not register, the latest first: nothing goes before what was made of it.</summary>
    public async Task RemoveTheRestAsync()
    {
        var wanted = made.Select(resource => (resource.Type, resource.Name)).ToHashSet();
        foreach (var stale in state.Resources.Reverse().Where(resource => !wanted.Contains((resource.Type, resource.Name))))
        {
            try
            {
                await makers[stale.Type].RemoveAsync(stale, cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                throw new InvalidOperationException($"deleting {stale.Type} '{stale.Name}' in {region} failed: {fault.Message}", fault);
            }
            state.Forget(stale);
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

    private async Task<MadeResource> MakeAsync(IResourceMaker maker, MadeResource? before, Registration registration)
    {
        var result = before is null ? await maker.MakeAsync(registration, cancellationToken) : await maker.ChangeAsync(before, registration, cancellationToken);
        return new(registration.Type, registration.Name, registration.Region, result.Id, registration.Inputs.SetItem("region", registration.Region).SetItems(result.Outputs))
        {
            Inputs = registration.Inputs,
        };
    }

    // Since version 7 of the AWS provider a regional resource may say its region itself.
    private string RegionOf(ImmutableDictionary<string, object> inputs) => inputs.GetValueOrDefault("region") as string ?? region;
}
