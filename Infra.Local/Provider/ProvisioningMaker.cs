using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Local.Interpretation;
using Pulumi;
using Pulumi.Experimental.Provider;

namespace Infra.Local.Provider;

/// <summary>Makes the resources of our own provider with its own code, in this process: Check, then Create, as the engine would.</summary>
internal sealed class ProvisioningMaker(Pulumi.Experimental.Provider.Provider provider) : IResourceMaker
{
    public IReadOnlyCollection<string> Types { get; } = [ResourceTypes.CaRegistration, ResourceTypes.SubordinateCertificate, ResourceTypes.CertificateAuthorityRotation];

    public async Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken)
    {
        var urn = new Urn($"urn:pulumi:local::device-provisioning::{registration.Type}::{registration.Name}");
        var given = PropertyValues.From(registration.Inputs);
        var check = await provider.Check(new CheckRequest(urn, oldInputs: ImmutableDictionary<string, Pulumi.Experimental.PropertyValue>.Empty, given, randomSeed: []), cancellationToken);
        if (check.Failures is { Count: > 0 } failures)
        {
            throw new InvalidOperationException(string.Join("; ", failures.Select(failure => $"{failure.Property}: {failure.Reason}")));
        }
        var inputs = check.Inputs?.ToImmutableDictionary() ?? given;
        var created = await provider.Create(new CreateRequest(urn, inputs, TimeSpan.Zero, preview: false), cancellationToken);
        return new(
            created.Id ?? throw new InvalidOperationException($"{registration.Type} '{registration.Name}' was created without an id"),
            PropertyValues.ToBag(created.Outputs ?? ImmutableDictionary<string, Pulumi.Experimental.PropertyValue>.Empty));
    }
}
