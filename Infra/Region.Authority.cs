using System.Collections.Immutable;
using Infra.Components;
using Infra.Components.Templates;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra;

/// <summary>The region's CA over its generations, the CAs of other regions, and what a first connection under them does.</summary>
internal sealed partial class Region
{
    /// <summary>What comes next in the CA's rotation, or what it waits for.</summary>
    public static string NextStepOf(RotatingAuthority authority) => authority.WaitingGeneration is { } waiting
        ? $"have the CSR of CA generation {waiting} signed (output csrToSign), set {AuthoritySettings.KeyOf("authorityCertificate", waiting)}, and run pulumi up"
        : authority.Stage.NextStep;

    /// <summary>The JITP template, where a template makes devices known.</summary>
    public ProvisioningTemplate? FirstConnection(DevicePolicy policy) => !(_settings.IssuesFromAcmPca && _settings.RegistersByTemplate) ? null : new("first-connection", new()
    {
        Names = _names,
        Body = new JitpTemplateBody
        {
            PolicyName = policy.PolicyName,
            Attributes = ImmutableSortedDictionary<string, TemplateValue<Jitp>>.Empty.Add(DeviceTable.Sku, _settings.Sku.Value),
        },
        Tags = _tags,
    });

    public RotatingAuthority? Authority(ProvisioningTemplate? template)
    {
        if (!_settings.IssuesFromAcmPca) { return null; }
        var crl = _settings.Crl
            ? new CrlBucket($"{AuthorityName(1)}-crl", new() { Names = _names, FormerlyOf = AuthorityName(1), Protect = _settings.Protect, Tags = _tags })
            : null;
        var authority = new RotatingAuthority("authority", new()
        {
            Region = _settings.Region,
            Stage = _settings.AuthorityGeneration,
            Authority = (generation, options) => Generation(generation, crl, options),
            RegistersAtFirstConnection = _settings.RegistersAtFirstConnection,
            TemplateName = NameOf(template),
            FirstConnectionDays = _settings.FirstConnectionDays,
            Force = _settings.ForceRotation,
        });
        Log.Info($"CA in stage '{authority.Stage}'; next: {NextStepOf(authority)}");
        return authority;
    }

    /// <summary>
    /// Without proof of possession, as SNI_ONLY allows: nobody here could give it, the CAs are other regions'. Their devices name the endpoint in the TLS
    /// handshake, as MQTT clients of AWS IoT do anyway.
    /// </summary>
    public ImmutableSortedDictionary<string, CaRegistration> PeerAuthorities(ProvisioningTemplate? template) =>
        (_settings.PeerAuthorities is { } certificates ? PeerAuthority.AllOf(certificates) : []).ToImmutableSortedDictionary(
            peer => PeerName(peer),
            peer => new CaRegistration(PeerName(peer), new()
            {
                Region = _settings.Region,
                CaCertificatePem = peer.CertificatePem,
                CertificateMode = "SNI_ONLY",
                Active = true,
                AutoRegistration = true,
                TemplateName = NameOf(template),
            }),
            StringComparer.Ordinal);

    /// <summary>The function that activates or revokes in place of a template, told of the first connections under each registered CA.</summary>
    public (ProvisioningFunction Function, FailedEvents FailedEvents)? Activation(
        DeviceRegistry devices, DevicePolicy policy, RotatingAuthority? authority, ImmutableSortedDictionary<string, CaRegistration> peers)
    {
        if (authority is not { Registrations.Count: > 0 } || _settings.Registration != RegistrationModes.Jitr) { return null; }
        var failedEvents = new FailedEvents("failed-events", new() { Names = _names, Tags = _tags });
        var function = ProvisioningFunctions.RegistrationActivator(_functions, devices, policy, failedEvents);
        var own = authority.Registrations.Select(generation => KeyValuePair.Create(generation.Key == 1 ? "own" : $"own-{generation.Key}", generation.Value));
        _ = new RegistrationActivator("activation", new()
        {
            Names = _names,
            Function = function,
            FailedEvents = failedEvents,
            Authorities = peers.AddRange(own).ToImmutableSortedDictionary(known => known.Key, known => (Input<string>)known.Value.CaCertificateId, StringComparer.Ordinal),
            Tags = _tags,
        });
        return (function, failedEvents);
    }

    private RegionalAuthority Generation(AuthorityGeneration generation, CrlBucket? crl, ComponentResourceOptions options)
    {
        // Stacks from before the first rotation have it at their root.
        if (generation.Number == 1) { options.Aliases.Add(new Alias { NoParent = true }); }
        var settings = _settings.AuthorityOf(generation.Number);
        return new(AuthorityName(generation.Number), new()
        {
            Names = _names,
            Generation = generation.Number,
            Parent = settings.Parent,
            KeyAlgorithm = settings.KeyAlgorithm,
            SigningAlgorithm = settings.SigningAlgorithm,
            Usage = settings.Usage,
            ValidityDays = settings.ValidityDays,
            Crl = crl is not null,
            CrlBucket = crl,
            Ocsp = _settings.Ocsp,
            Organization = settings.Organization,
            Country = settings.Country,
            Domain = settings.Domain,
            Protect = _settings.Protect && !generation.Dispensable,
            Tags = _tags,
        }, options);
    }

    private static string AuthorityName(int generation) => generation == 1 ? "authority" : $"authority-{generation}";

    private static string PeerName(PeerAuthority peer) => $"peer-{peer.Id[..12]}";

    private static Input<string>? NameOf(ProvisioningTemplate? template) => template is null ? null : (Input<string>)template.TemplateName;
}
