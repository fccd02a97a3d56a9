namespace Infra.Local.Interpretation;

/// <summary>Makes the resources of some Pulumi types real in the local cloud.</summary>
internal interface IResourceMaker
{
    /// <summary>The type tokens it makes, e.g. <c>aws:iot/policy:Policy</c>.</summary>
    IReadOnlyCollection<string> Types { get; }

    /// <summary>Makes one, and says what the real provider would: its id and the outputs it computes.</summary>
    Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken);
}
