using System.Collections.Immutable;
using System.Security.Cryptography;
using Infra.Identity.Contracts;
using Infra.Pki;
using Infra.Provider.Properties;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.CertificateAuthorityRotation;

/// <summary>The checked inputs of a rotation.</summary>
/// <param name="Region">Where the generations are registered.</param>
/// <param name="Stage">The stage to be in.</param>
/// <param name="Authorities">Each generation's CA, by its id in AWS IoT.</param>
/// <param name="FirstConnection">Within what time of its issuance a device connects for the first time.</param>
/// <param name="Force">Move on even though devices lose their CA.</param>
internal sealed record RotationInputs(string Region, RotationStage Stage, ImmutableDictionary<int, string> Authorities, TimeSpan FirstConnection, bool Force)
{
    private const int DefaultDays = 7;
    private const int MostDays = 3_650;

    public static ImmutableArray<string> Properties { get; } =
    [
        CertificateAuthorityRotationProperties.Region,
        CertificateAuthorityRotationProperties.Stage,
        CertificateAuthorityRotationProperties.NewestCaCertificatePem,
        CertificateAuthorityRotationProperties.FormerCaCertificatePem,
        CertificateAuthorityRotationProperties.FirstConnectionDays,
        CertificateAuthorityRotationProperties.Force,
    ];

    /// <summary>Every fault, and the values when there is none and none is unknown.</summary>
    public static (RotationInputs? Inputs, IReadOnlyList<CheckFailure> Faults) Read(ImmutableDictionary<string, PropertyValue> properties)
    {
        var reader = new PropertyReader(properties);
        reader.AllowOnly(Properties);
        var region = reader.Region(CertificateAuthorityRotationProperties.Region);
        var text = reader.Text(CertificateAuthorityRotationProperties.Stage, required: true);
        if (!RotationStage.TryParse(text, out var stage) && text is not null)
        {
            reader.Fault(CertificateAuthorityRotationProperties.Stage, $"is '{text}'; {RotationStage.Grammar}");
        }

        var newest = Authority(reader, CertificateAuthorityRotationProperties.NewestCaCertificatePem, required: true);
        var former = Authority(reader, CertificateAuthorityRotationProperties.FormerCaCertificatePem, required: stage is { Step: not RotationStep.Alone });
        if (stage is { Step: RotationStep.Alone } && !reader.IsMissing(CertificateAuthorityRotationProperties.FormerCaCertificatePem))
        {
            reader.Fault(CertificateAuthorityRotationProperties.FormerCaCertificatePem, $"must be left out in stage '{stage}', which has one generation only");
        }

        if (newest is not null && newest == former)
        {
            reader.Fault(CertificateAuthorityRotationProperties.FormerCaCertificatePem, "is the newest CA itself; give the CA of the generation before");
        }

        var days = reader.Integer(CertificateAuthorityRotationProperties.FirstConnectionDays, 0, MostDays) ?? DefaultDays;
        var force = reader.Flag(CertificateAuthorityRotationProperties.Force, otherwise: false);
        if (reader.Faults.Count > 0 || Properties.Any(reader.IsUnknown)) { return (null, reader.Faults); }

        var authorities = ImmutableDictionary<int, string>.Empty.Add(stage!.Generation, newest!);
        if (former is not null) { authorities = authorities.Add(stage.Generation - 1, former); }
        return (new RotationInputs(region!, stage, authorities, TimeSpan.FromDays(days), force), reader.Faults);
    }

    /// <summary>Why these inputs cannot follow those, whatever AWS IoT says; null when they can.</summary>
    public string? RefusalAfter(RotationInputs before)
    {
        if (!before.Stage.CanBecome(Stage))
        {
            var back = before.Stage.Previous is { } previous ? $", or back to '{previous}'" : "";
            return $"cannot go from '{before.Stage}' to '{Stage}' in one step; go on to '{before.Stage.Next}'{back}";
        }

        return Authorities.Where(generation => before.Authorities.TryGetValue(generation.Key, out var id) && id != generation.Value)
            .Select(generation => $"is '{Stage}', but the CA of generation {generation.Key} has become another, whose devices are not those of the first; let a new generation issue instead ('{before.Stage.Next}')")
            .FirstOrDefault();
    }

    private static string? Authority(PropertyReader reader, string property, bool required)
    {
        if (reader.Text(property, required) is not { } pem) { return null; }
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(Pem.Certificates(pem)[0].RawData));
        }
        catch (PkiException e)
        {
            reader.Fault(property, e.Message);
            return null;
        }
    }
}
