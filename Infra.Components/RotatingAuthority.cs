using System.Collections.Immutable;
using Infra.Components.Policies;
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
    /// Makes the CA of a generation with the given options, which have its parent. Each generation needs a name of its own, the same at every
    /// run; a CRL bucket is one for all of them. A dispensable one should not be protected: the next step deletes it.
    /// </summary>
    public required Func<AuthorityGeneration, ComponentResourceOptions, RegionalAuthority> Authority { get; init; }

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
public sealed class RotatingAuthority : ComponentResource, IIssuingAuthority
{
    private readonly RegionalAuthority issuing;

    /// <summary>Creates the generations of the stage, with their registrations.</summary>
    public RotatingAuthority(string name, RotatingAuthorityArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:RotatingAuthority", name, args, options)
    {
        var authorities = args.Stage.Generations.ToImmutableSortedDictionary(
            generation => generation.Number, generation => args.Authority(generation, new() { Parent = this }));
        var newest = authorities[args.Stage.Generation];
        // A new CA that still waits for its parent cannot be announced: until then all is as in the stage before, beside the CSR to be signed.
        Stage = newest.CertificatePem is null && args.Stage is { Step: RotationStep.Announced, Previous: { } previous } ? previous : args.Stage;
        issuing = authorities[Stage.IssuingGeneration];
        AuthorityArn = issuing.AuthorityArn;
        OtherAuthorityArn = authorities.Values.FirstOrDefault(authority => authority != issuing)?.AuthorityArn;
        CsrToSign = newest.CsrToSign;
        WaitingGeneration = CsrToSign is null ? null : args.Stage.Generation;

        if (issuing.CertificatePem is not null)
        {
            if (Stage.Generations.FirstOrDefault(generation => authorities[generation.Number].CertificatePem is null) is { } unsigned)
            {
                throw new ComponentException(ComponentCodes.RotationIncomplete, $"stage '{Stage}' has CA generation {unsigned.Number} in use, but its signed certificate is missing; give it again");
            }
            var rotation = GuardOf(name, args, authorities);
            // Whoever changes over to another CA waits for the guard, which may refuse it.
            AuthorityArn = Output.Tuple(issuing.AuthorityArn, rotation.NextStage).Apply(known => known.Item1);
            Registrations = Stage.Generations.ToImmutableSortedDictionary(
                generation => generation.Number, generation => RegistrationOf(generation, authorities[generation.Number], args, rotation));
            CaCertificateId = Registrations[Stage.IssuingGeneration].CaCertificateId;
            ActiveCertificatesPem = Output.All(Stage.Generations.Where(generation => generation.Active).Select(generation => (Input<string>)authorities[generation.Number].CertificatePem!))
                .Apply(pems => string.Concat(pems.Select(pem => pem.TrimEnd() + "\n")));
        }
        RegisterOutputs();
    }

    /// <summary>The stage that is deployed: the one before the stage asked for, while the new CA waits for its parent.</summary>
    public RotationStage Stage { get; }

    /// <summary>The generation whose CSR the PKI admin has to sign; null for none.</summary>
    public int? WaitingGeneration { get; }

    /// <summary>That CSR.</summary>
    public Output<string>? CsrToSign { get; }

    /// <inheritdoc />
    [Output("authorityArn")]
    public Output<string> AuthorityArn { get; private init; }

    /// <summary>ARN of the CA that is there beside the one that issues, announced or on its way out; null for none.</summary>
    public Output<string>? OtherAuthorityArn { get; }

    /// <summary>Each generation's registration with AWS IoT; none while the first CA waits for its parent.</summary>
    public ImmutableSortedDictionary<int, CaRegistration> Registrations { get; } = ImmutableSortedDictionary<int, CaRegistration>.Empty;

    /// <summary>The id of the issuing CA in AWS IoT; null while the first CA waits for its parent.</summary>
    public Output<string>? CaCertificateId { get; }

    /// <summary>The certificates of the CAs whose devices may connect, PEM one after the other; null while the first CA waits for its parent.</summary>
    public Output<string>? ActiveCertificatesPem { get; }

    /// <inheritdoc />
    public Output<string>? CertificatePem => issuing.CertificatePem;

    /// <inheritdoc />
    public Output<string> DeviceTemplateArn => issuing.DeviceTemplateArn;

    /// <inheritdoc />
    public AccessGrant GrantIssue(IGrantee grantee) => issuing.GrantIssue(grantee);

    private CertificateAuthorityRotation GuardOf(string name, RotatingAuthorityArgs args, ImmutableSortedDictionary<int, RegionalAuthority> authorities) => new(name, new()
    {
        Region = args.Region,
        Stage = Stage.ToString(),
        NewestCaCertificatePem = authorities[Stage.Generation].CertificatePem!,
        FormerCaCertificatePem = Stage.Step != RotationStep.Alone && authorities[Stage.Generation - 1].CertificatePem is { } former ? (Input<string>)former : null,
        FirstConnectionDays = args.RegistersAtFirstConnection ? args.FirstConnectionDays : 0,
        Force = args.Force,
    }, new() { Parent = this });

    // The guard first: when it refuses, no registration is touched.
    private static CaRegistration RegistrationOf(AuthorityGeneration generation, RegionalAuthority authority, RotatingAuthorityArgs args, CertificateAuthorityRotation guard) =>
        new(authority.GetResourceName(), new()
        {
            Region = args.Region,
            CaCertificatePem = authority.CertificatePem!,
            CertificateAuthorityArn = authority.AuthorityArn,
            CertificateMode = "DEFAULT",
            Active = generation.Active,
            AutoRegistration = generation.AutoRegistration && args.RegistersAtFirstConnection,
            TemplateName = args.RegistersAtFirstConnection ? args.TemplateName : null,
            Force = args.Force,
        }, new() { Parent = authority, DependsOn = guard });
}
