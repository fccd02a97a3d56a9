namespace Infra.Local.Interpretation;

/// <summary>Makes the resources of some Pulumi types real in the local cloud.</summary>
internal interface IResourceMaker
{
    /// <summary>The type tokens it makes, e.g. <c>aws:iot/policy:Policy</c>.</summary>
    IReadOnlyCollection<string> Types { get; }

    /// <summary>Makes one, and says what the real provider would: its id and the outputs it computes.</summary>
    Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken);

    /// <summary>Makes what an earlier run made as this run wants it.</summary>
    Task<Made> ChangeAsync(MadeResource before, Registration registration, CancellationToken cancellationToken) =>
        throw new UnplannedException("way to change a resource", registration.Type, []);

    /// <summary>Takes away what the program registers no more.</summary>
    Task RemoveAsync(MadeResource before, CancellationToken cancellationToken) => throw new UnplannedException("way to remove a resource", before.Type, []);
}
