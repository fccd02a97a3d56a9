using System.Collections.Immutable;
using System.Globalization;
using Infra.Identity.Contracts;
using Infra.Provider.CaRegistration;
using Infra.Provider.Ports;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.CertificateAuthorityRotation;

/// <summary>
/// <c>provisioning:index:CertificateAuthorityRotation</c>: the guard on the way from one generation of a region's CA to the next. It changes
/// nothing itself: what depends on it is changed after it, and not at all when it refuses. Its own state remembers the stage.
/// </summary>
internal sealed class RotationKind(AwsPorts aws, Patience patience, TimeProvider clock) : IResourceKind
{
    public string Type => ResourceTypes.CertificateAuthorityRotation;

    public CheckResponse Check(CheckRequest request)
    {
        var (inputs, faults) = RotationInputs.Read(request.NewInputs);
        // A step too far is refused in the preview already. The state may have inputs that are unknown no more, hence the second look in Update.
        var refusal = inputs is not null && RotationInputs.Read(request.OldInputs).Inputs is { } before ? inputs.RefusalAfter(before) : null;
        return new CheckResponse
        {
            Inputs = request.NewInputs,
            Failures = refusal is null ? [.. faults] : [.. faults, new CheckFailure(CertificateAuthorityRotationProperties.Stage, refusal)],
        };
    }

    public DiffResponse Diff(DiffRequest request)
    {
        var changed = RotationInputs.Properties
            .Where(name => !request.IgnoreChanges.Contains(name)
                && !request.OldInputs.GetValueOrDefault(name, PropertyValue.Null).Equals(request.NewInputs.GetValueOrDefault(name, PropertyValue.Null)))
            .ToList();
        return new DiffResponse
        {
            Changes = changed.Count > 0,
            Diffs = changed,
            Replaces = [.. changed.Where(name => name == CertificateAuthorityRotationProperties.Region)],
        };
    }

    /// <summary>What comes next is known from the stage alone, so that a preview shows it.</summary>
    public ImmutableDictionary<string, PropertyValue> Preview(ImmutableDictionary<string, PropertyValue> inputs, ImmutableDictionary<string, PropertyValue> before) => inputs
        .SetItem(CertificateAuthorityRotationProperties.NextStage, NextOf(inputs))
        .SetItem(CertificateAuthorityRotationProperties.CameFrom, CameFrom(before, inputs))
        .SetItem(CertificateAuthorityRotationProperties.StageSince, SameStage(before, inputs) ? before[CertificateAuthorityRotationProperties.StageSince] : PropertyValue.Computed);

    public Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        var inputs = Require(request.Inputs);
        if (inputs.Stage.Step != RotationStep.Alone)
        {
            throw new ProvisioningException(ProvisioningErrors.InvalidInputs,
                $"a rotation begins with one generation, not with '{inputs.Stage}'; set the stage to '{inputs.Stage.Generation}' or '{inputs.Stage.Generation - 1}'");
        }

        return Task.FromResult(new CreateResponse { Id = inputs.Authorities[inputs.Stage.Generation], Outputs = Outputs(request.Inputs, inputs.Stage, clock.GetUtcNow()) });
    }

    public Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request.Outputs.IsEmpty
        ? throw new ProvisioningException(ProvisioningErrors.NotImportable, "a rotation is kept in the state only and cannot be imported; let pulumi up create it")
        : Task.FromResult(new ReadResponse { Id = request.Id, Outputs = request.Outputs, Inputs = request.Inputs });

    public async Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        var now = Require(request.NewInputs);
        var before = Require(request.OldInputs);
        if (now.RefusalAfter(before) is { } refusal)
        {
            throw new ProvisioningException(ProvisioningErrors.RotationRefused, $"{CertificateAuthorityRotationProperties.Stage} {refusal}");
        }

        if (!now.Force)
        {
            RefuseBeforeFirstConnections(before, now, request.OldOutputs);
            await RefuseWhileInUseAsync(before, now, cancellationToken);
        }

        return new UpdateResponse
        {
            Outputs = Outputs(request.NewInputs, now.Stage, now.Stage == before.Stage ? SinceOf(request.OldOutputs) : clock.GetUtcNow())
                .SetItem(CertificateAuthorityRotationProperties.CameFrom, CameFrom(request.OldOutputs, request.NewInputs)),
        };
    }

    /// <summary>Nothing exists outside the state.</summary>
    public Task DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) => Task.CompletedTask;

    private void RefuseBeforeFirstConnections(RotationInputs before, RotationInputs now, ImmutableDictionary<string, PropertyValue> state)
    {
        var cameFrom = RotationStage.TryParse(TextOf(state, CertificateAuthorityRotationProperties.CameFrom), out var known) ? known : null;
        var from = SinceOf(state) + now.FirstConnection;
        if (before.Stage.MustHaveSettledBefore(now.Stage, cameFrom) is not { } generation || clock.GetUtcNow() >= from) { return; }
        throw Refused(before, now,
            $"devices have until {from:u} ({now.FirstConnection.TotalDays:0} days) to connect for the first time with a certificate of generation {generation}; wait until then");
    }

    private async Task RefuseWhileInUseAsync(RotationInputs before, RotationInputs now, CancellationToken cancellationToken)
    {
        if (before.Stage.MustBeEmptyBefore(now.Stage) is not { } generation) { return; }
        try
        {
            var registry = aws.CaRegistry(before.Region);
            if (await LiveCertificates.FindAsync(registry, before.Authorities[generation], patience, $"the stage stays '{before.Stage}'", cancellationToken) is { } live)
            {
                throw Refused(before, now,
                    $"generation {generation} (CA {before.Authorities[generation]} in {before.Region}) has {live}; let those devices get new ones and set the old INACTIVE");
            }
        }
        catch (CaNotFoundException)
        {
            // Not registered any more: no device can depend on it.
        }
    }

    private static ProvisioningException Refused(RotationInputs before, RotationInputs now, string reason) => new(ProvisioningErrors.RotationRefused,
        $"the stage stays '{before.Stage}' and does not become '{now.Stage}': {reason}, or set force: true");

    private static RotationInputs Require(ImmutableDictionary<string, PropertyValue> properties)
    {
        var (inputs, faults) = RotationInputs.Read(properties);
        return inputs ?? throw new ProvisioningException(ProvisioningErrors.InvalidInputs,
            faults.Count > 0 ? string.Join("; ", faults.Select(fault => $"{fault.Property} {fault.Reason}")) : "an input is still unknown; the engine must resolve it first");
    }

    private static ImmutableDictionary<string, PropertyValue> Outputs(ImmutableDictionary<string, PropertyValue> inputs, RotationStage stage, DateTimeOffset since) => inputs
        .SetItem(CertificateAuthorityRotationProperties.NextStage, new PropertyValue(stage.Next.ToString()))
        .SetItem(CertificateAuthorityRotationProperties.StageSince, new PropertyValue(since.ToString("O", CultureInfo.InvariantCulture)));

    private static PropertyValue NextOf(ImmutableDictionary<string, PropertyValue> inputs) =>
        RotationStage.TryParse(TextOf(inputs, CertificateAuthorityRotationProperties.Stage), out var stage)
            ? new PropertyValue(stage.Next.ToString())
            : PropertyValue.Computed;

    private static bool SameStage(ImmutableDictionary<string, PropertyValue> before, ImmutableDictionary<string, PropertyValue> now) =>
        before.ContainsKey(CertificateAuthorityRotationProperties.StageSince)
        && before.TryGetValue(CertificateAuthorityRotationProperties.Stage, out var old) && now.TryGetValue(CertificateAuthorityRotationProperties.Stage, out var wanted) && old.Equals(wanted);

    /// <summary>The stage that the state has, once it becomes another; till then the one that it came from itself.</summary>
    private static PropertyValue CameFrom(ImmutableDictionary<string, PropertyValue> before, ImmutableDictionary<string, PropertyValue> now) =>
        before.GetValueOrDefault(SameStage(before, now) ? CertificateAuthorityRotationProperties.CameFrom : CertificateAuthorityRotationProperties.Stage, PropertyValue.Null);

    private static string? TextOf(ImmutableDictionary<string, PropertyValue> properties, string name) =>
        properties.TryGetValue(name, out var value) && value.TryGetString(out var text) ? text : null;

    private DateTimeOffset SinceOf(ImmutableDictionary<string, PropertyValue> outputs) =>
        DateTimeOffset.TryParseExact(TextOf(outputs, CertificateAuthorityRotationProperties.StageSince), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var since)
            ? since
            : clock.GetUtcNow();
}
