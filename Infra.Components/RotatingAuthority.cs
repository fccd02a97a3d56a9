using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="RotatingAuthority"/> is made from.</summary>
public sealed class RotatingAuthorityArgs : ResourceArgs
{
    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The one input that drives the rotation: change it by one step, run <c>pulumi up</c>, and so on.</summary>
    public required RotationStage Stage { get; init; }

    /// <summary>
    /// Makes the CA of a generation with the given options, which have its parent. Each generation needs names of its own, the same ones
    /// at every run; and two generations must not share a CRL bucket.
    /// </summary>
    public required Func<int, ComponentResourceOptions, RegionalAuthority> Authority { get; init; }

    /// <summary>Whether a first connection registers a device (JITP, JITR); no with direct registration. Default: yes.</summary>
    public bool RegistersAtFirstConnection { get; init; } = true;

    /// <summary>Name of the JITP template. Default: none.</summary>
    public Input<string>? TemplateName { get; init; }

    /// <summary>Within how many days of its issuance a device connects for the first time. Default: 7.</summary>
    public int FirstConnectionDays { get; init; } = 7;

    /// <summary>Whether to move on even though devices lose their CA. Default: no.</summary>
    public bool Force { get; init; }
}

/// <summary>
/// The region's issuing CA over its generations. In stage <c>2 announced</c> the second CA is there and registered, while the first still
/// issues; in <c>2 issuing</c> it issues, while devices of the first still connect, also for the first time; <c>2 closing</c> ends first
/// connections of the first; <c>2 retired</c> makes it inactive, once its last device has gone over; <c>2</c> deletes it. A step that would
/// leave devices behind is refused before anything changes.
/// </summary>
public sealed class RotatingAuthority : ComponentResource
{
    /// <summary>Creates the generations of the stage, with their registrations.</summary>
    public RotatingAuthority(string name, RotatingAuthorityArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:RotatingAuthority", name, args, options)
    {
        var generations = args.Stage.Generations.ToDictionary(generation => generation.Number, generation => args.Authority(generation.Number, new() { Parent = this }));
        Newest = generations[args.Stage.Generation];
        // A new CA that still waits for its parent cannot issue: until then all is as in the stage before, beside the CSR to be signed.
        Stage = Newest.CertificatePem is null && args.Stage is { Step: RotationStep.Announced, Previous: { } previous } ? previous : args.Stage;
        Issuing = generations[Stage.IssuingGeneration];
        RegisterOutputs();
        if (Issuing.CertificatePem is null) { return; }

        var rotation = new CertificateAuthorityRotation(name, new()
        {
            Region = args.Region,
            Stage = Stage.ToString(),
            NewestCaCertificatePem = generations[Stage.Generation].CertificatePem!,
            FormerCaCertificatePem = Stage.Step != RotationStep.Alone && generations[Stage.Generation - 1].CertificatePem is { } retiringPem ? (Input<string>)retiringPem : null,
            FirstConnectionDays = args.RegistersAtFirstConnection ? args.FirstConnectionDays : 0,
            Force = args.Force,
        }, new() { Parent = this });
        NextStage = rotation.NextStage;

        foreach (var generation in Stage.Generations)
        {
            var registration = new CaRegistration($"{name}-{generation.Number}", new()
            {
                Region = args.Region,
                CaCertificatePem = generations[generation.Number].CertificatePem!,
                CertificateAuthorityArn = generations[generation.Number].AuthorityArn,
                CertificateMode = "DEFAULT",
                Active = generation.Active,
                AutoRegistration = generation.AutoRegistration && args.RegistersAtFirstConnection,
                TemplateName = args.RegistersAtFirstConnection ? args.TemplateName : null,
                Force = args.Force,
            // The guard first: when it refuses, no registration is touched.
            }, new() { Parent = this, DependsOn = rotation });
            if (generation.Issues) { CaCertificateId = registration.CaCertificateId; }
        }
    }

    /// <summary>The stage that is deployed: the one before the stage asked for, while the new CA waits for its parent.</summary>
    public RotationStage Stage { get; }

    /// <summary>The CA that devices get their certificates from.</summary>
    public RegionalAuthority Issuing { get; }

    /// <summary>The newest CA; it is not <see cref="Issuing"/> while it waits for its parent to sign its CSR.</summary>
    public RegionalAuthority Newest { get; }

    /// <summary>The stage that follows; null while the first CA waits for its parent.</summary>
    public Output<string>? NextStage { get; }

    /// <summary>The id of the issuing CA in AWS IoT; null while the first CA waits for its parent.</summary>
    public Output<string>? CaCertificateId { get; }
}
