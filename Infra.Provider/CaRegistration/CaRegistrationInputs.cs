using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Infra.Identity.Contracts;
using Infra.Pki;
using Infra.Provider.Ports;
using Infra.Provider.Properties;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.CaRegistration;

/// <summary>The checked inputs of a CA registration.</summary>
internal sealed partial record CaRegistrationInputs(
    string Region, string CaCertificatePem, string? CertificateAuthorityArn, string CertificateMode, CaSettings Settings)
{
    public const string DefaultMode = "DEFAULT";
    public const string SniOnlyMode = "SNI_ONLY";

    public static ImmutableArray<string> Properties { get; } =
    [
        CaRegistrationProperties.Region,
        CaRegistrationProperties.CaCertificatePem,
        CaRegistrationProperties.CertificateAuthorityArn,
        CaRegistrationProperties.CertificateMode,
        CaRegistrationProperties.Active,
        CaRegistrationProperties.AutoRegistration,
        CaRegistrationProperties.TemplateName,
        CaRegistrationProperties.AdoptExisting,
        CaRegistrationProperties.Force,
    ];

    /// <summary>Whether an existing registration of the same CA is taken over.</summary>
    public bool Adopt { get; init; }

    /// <summary>Every fault, and the values when there is none and none is unknown.</summary>
    /// <param name="properties">The inputs.</param>
    /// <param name="registered">
    /// What is registered already. Its CA may have expired since: a stack must still be able to set it inactive, and a rotation to come to its end.
    /// </param>
    /// <param name="clock">Decides what is expired.</param>
    public static (CaRegistrationInputs? Inputs, IReadOnlyList<CheckFailure> Faults) Read(
        ImmutableDictionary<string, PropertyValue> properties, ImmutableDictionary<string, PropertyValue> registered, TimeProvider clock)
    {
        var reader = new PropertyReader(properties);
        reader.AllowOnly(Properties);
        var region = reader.Region(CaRegistrationProperties.Region);
        var pem = Authority(reader, new PropertyReader(registered).Text(CaRegistrationProperties.CaCertificatePem), clock);
        var mode = Mode(reader);
        var arn = reader.Matching(CaRegistrationProperties.CertificateAuthorityArn, PrivateCaArnGrammar(),
            "the ARN of an ACM Private CA (arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/UUID)");
        var template = reader.Matching(CaRegistrationProperties.TemplateName, TemplateNameGrammar(), "a provisioning template's name: 1 to 36 of 0-9 A-Z a-z _ -");
        var inputs = new CaRegistrationInputs(region ?? "", pem ?? "", arn, mode ?? DefaultMode, new CaSettings(
            reader.Flag(CaRegistrationProperties.Active, otherwise: true),
            reader.Flag(CaRegistrationProperties.AutoRegistration, otherwise: true),
            template))
        {
            Adopt = reader.Flag(CaRegistrationProperties.AdoptExisting, otherwise: false),
        };
        reader.Flag(CaRegistrationProperties.Force, otherwise: false); // counts when it is deleted, from the state

        if (mode == DefaultMode && reader.IsMissing(CaRegistrationProperties.CertificateAuthorityArn))
        {
            reader.Fault(CaRegistrationProperties.CertificateAuthorityArn,
                $"is required in mode {DefaultMode}: that CA signs the verification certificate; or use mode {SniOnlyMode}, which needs none");
        }

        if (mode == SniOnlyMode && !reader.IsMissing(CaRegistrationProperties.CertificateAuthorityArn))
        {
            reader.Fault(CaRegistrationProperties.CertificateAuthorityArn, $"must be left out in mode {SniOnlyMode}, which takes no verification certificate");
        }

        var unknown = Properties.Any(reader.IsUnknown);
        return (reader.Faults.Count == 0 && !unknown ? inputs : null, reader.Faults);
    }

    private static string? Mode(PropertyReader reader)
    {
        if (reader.IsMissing(CaRegistrationProperties.CertificateMode)) { return DefaultMode; }
        var mode = reader.Text(CaRegistrationProperties.CertificateMode);
        if (mode is null or DefaultMode or SniOnlyMode) { return mode; }
        reader.Fault(CaRegistrationProperties.CertificateMode, $"must be {DefaultMode} or {SniOnlyMode}, is '{mode}'");
        return null;
    }

    private static string? Authority(PropertyReader reader, string? registered, TimeProvider clock)
    {
        if (reader.Text(CaRegistrationProperties.CaCertificatePem, required: true) is not { } pem) { return null; }
        try
        {
            var certificates = Pem.Certificates(pem);
            var ca = certificates[0];
            if (certificates.Length > 1)
            {
                reader.Fault(CaRegistrationProperties.CaCertificatePem, $"holds {certificates.Length} certificates; give the CA's own alone");
            }
            else if (ca.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault() is not { CertificateAuthority: true })
            {
                reader.Fault(CaRegistrationProperties.CaCertificatePem, $"'{ca.Subject}' is not a certificate authority (basicConstraints CA:TRUE is missing)");
            }
            else if (ca.NotAfter.ToUniversalTime() <= clock.GetUtcNow() && !IsSame(ca, registered))
            {
                reader.Fault(CaRegistrationProperties.CaCertificatePem, $"'{ca.Subject}' expired at {ca.NotAfter.ToUniversalTime():u}; renew it first");
            }
        }
        catch (PkiException e)
        {
            reader.Fault(CaRegistrationProperties.CaCertificatePem, e.Message);
        }

        return pem;
    }

    private static bool IsSame(X509Certificate2 ca, string? pem) => pem is not null && Pem.Certificates(pem)[0].RawDataMemory.Span.SequenceEqual(ca.RawDataMemory.Span);

    [GeneratedRegex(@"^arn:aws[a-z-]*:acm-pca:[a-z0-9-]+:[0-9]{12}:certificate-authority/[0-9a-zA-Z-]+\z")]
    private static partial Regex PrivateCaArnGrammar();

    [GeneratedRegex(@"^[0-9A-Za-z_-]{1,36}\z")]
    private static partial Regex TemplateNameGrammar();
}
