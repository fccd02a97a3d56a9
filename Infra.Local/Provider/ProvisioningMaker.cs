using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Local.Interpretation;
using Pulumi;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Local.Provider;

/// <summary>Makes the resources of our own provider with its own code, in this process: Check, then Create, Update or Delete, as the engine would.</summary>
internal sealed class ProvisioningMaker(Pulumi.Experimental.Provider.Provider provider) : IResourceMaker
{
    public IReadOnlyCollection<string> Types { get; } = [ResourceTypes.CaRegistration, ResourceTypes.SubordinateCertificate, ResourceTypes.CertificateAuthorityRotation, ResourceTypes.CertificateProvider];

    public async Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken)
    {
        var inputs = await CheckedAsync(registration, Nothing, cancellationToken);
        var created = await provider.Create(new CreateRequest(UrnOf(registration.Type, registration.Name), inputs, TimeSpan.Zero, preview: false), cancellationToken);
        return new(
            created.Id ?? throw new InvalidOperationException($"{registration.Type} '{registration.Name}' was created without an id"),
            PropertyValues.ToBag(created.Outputs ?? Nothing));
    }

    public async Task<Made> ChangeAsync(MadeResource before, Registration registration, CancellationToken cancellationToken)
    {
        var urn = UrnOf(registration.Type, registration.Name);
        var (oldInputs, oldOutputs) = (PropertyValues.From(before.Inputs), PropertyValues.From(before.State));
        var inputs = await CheckedAsync(registration, oldInputs, cancellationToken);
        var diff = await provider.Diff(new DiffRequest(urn, before.Id, oldOutputs, inputs, [], oldInputs), cancellationToken);
        if (diff.Replaces is { Count: > 0 } replaces)
        {
            throw new UnplannedException($"way to replace a resource (for {string.Join(", ", replaces)})", registration.Type, []);
        }
        if (diff.Changes == false) { return new(before.Id, before.State); }
        var updated = await provider.Update(new UpdateRequest(urn, before.Id, oldOutputs, inputs, TimeSpan.Zero, [], preview: false, oldInputs), cancellationToken);
        return new(before.Id, PropertyValues.ToBag(updated.Outputs ?? Nothing));
    }

    public Task RemoveAsync(MadeResource before, CancellationToken cancellationToken) => provider.Delete(
        new DeleteRequest(UrnOf(before.Type, before.Name), before.Id, PropertyValues.From(before.State), TimeSpan.Zero, PropertyValues.From(before.Inputs)), cancellationToken);

    private async Task<ImmutableDictionary<string, PropertyValue>> CheckedAsync(
        Registration registration, ImmutableDictionary<string, PropertyValue> oldInputs, CancellationToken cancellationToken)
    {
        var given = PropertyValues.From(registration.Inputs);
        var check = await provider.Check(new CheckRequest(UrnOf(registration.Type, registration.Name), oldInputs, given, randomSeed: []), cancellationToken);
        return check.Failures is { Count: > 0 } failures
            ? throw new InvalidOperationException(string.Join("; ", failures.Select(failure => $"{failure.Property}: {failure.Reason}")))
            : check.Inputs?.ToImmutableDictionary() ?? given;
    }

    private static ImmutableDictionary<string, PropertyValue> Nothing => ImmutableDictionary<string, PropertyValue>.Empty;

    private static Urn UrnOf(string type, string name) => new($"urn:pulumi:local::device-provisioning::{type}::{name}");
}
