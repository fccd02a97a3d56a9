using System.Security.Cryptography.X509Certificates;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.Iot.Provisioning;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.X509;

namespace Infra.Local.Iot.Connections;

/// <summary>What becomes of a certificate that AWS IoT has never seen: JITP with a template, JITR without.</summary>
internal sealed class JustInTimeRegistration(IotRegion region, IIam iam)
{
    /// <summary>Registers and provisions. The answer is why this first connection is dropped; it always is.</summary>
    public string Register(X509Certificate2 leaf)
    {
        var now = region.Clock.GetUtcNow();
        if (CertificateFacts.IsAuthority(leaf)) { return DropReasons.NotADeviceCertificate; }
        if (!CertificateFacts.IsInItsLife(leaf, now)) { return DropReasons.CertificateExpired; }
        if (IssuerOf(leaf) is not { } authority) { return DropReasons.UnknownAuthority; }
        if (!authority.Active) { return DropReasons.AuthorityInactive; }
        if (now > authority.NotAfter) { return DropReasons.AuthorityExpired; }
        if (!authority.AutoRegistration) { return DropReasons.AutoRegistrationDisabled; }
        if (region.Certificates.TryAutoRegister(leaf, authority) is not { } certificate) { return DropReasons.PendingActivation; }
        region.Report(Registered(certificate, authority, now));
        return authority.Config is { } config && (config.TemplateName ?? config.TemplateBody) is not null
            ? Provision(certificate, authority, config)
            : DropReasons.RegisteredNow;
    }

    // Several registered CAs may bear one name; the signature tells them apart.
    private CaCertificate? IssuerOf(X509Certificate2 leaf) =>
        region.CaCertificates.WithSubject(leaf.IssuerName.RawData).FirstOrDefault(candidate =>
        {
            using var authority = X509Certificate2.CreateFromPem(candidate.Pem);
            return CertificateSignature.IsBy(leaf, authority);
        });

    private string Provision(DeviceCertificate certificate, CaCertificate authority, RegistrationConfig config)
    {
        try
        {
            var (template, roleArn, sourceArn) = TemplateOf(authority, config);
            var role = ProvisioningAuthority.Assume(iam, roleArn, region.Name, sourceArn);
            var device = new ProvisioningRun(region, role).Run(template, CertificateParameters.Of(certificate));
            region.Report(new(region.Clock.GetUtcNow(), region.Name, IotEventKinds.Provisioned, certificate.Id, $"thing '{device.ThingName}'"));
            return DropReasons.RegisteredNow;
        }
        catch (AwsException exception)
        {
            region.Report(new(region.Clock.GetUtcNow(), region.Name, IotEventKinds.ProvisioningFailed, certificate.Id, $"{exception.Code}: {exception.Message}"));
            return DropReasons.ProvisioningFailed;
        }
    }

    private (TemplateDocument Template, string RoleArn, string SourceArn) TemplateOf(CaCertificate authority, RegistrationConfig config)
    {
        if (config.TemplateName is null)
        {
            return (TemplateDocument.Parse(config.TemplateBody), config.RoleArn ?? throw IotErrors.Invalid("registrationConfig has no roleArn"), authority.Arn);
        }
        var template = region.Templates.Get(config.TemplateName);
        return template.Enabled
            ? (template.Meaning, template.RoleArn, template.Arn)
            : throw IotErrors.Invalid($"provisioning template '{template.Name}' is not enabled");
    }

    // The message that a JITR rule listens to (developer guide, "Just-in-time registration").
    private IotEvent Registered(DeviceCertificate certificate, CaCertificate authority, DateTimeOffset now) =>
        new(now, region.Name, IotEventKinds.CertificateRegistered, certificate.Id, $"issued by CA certificate {authority.Id}")
        {
            Topic = $"$aws/events/certificates/registered/{authority.Id}",
            Payload = new()
            {
                ["certificateId"] = certificate.Id,
                ["caCertificateId"] = authority.Id,
                ["timestamp"] = now.ToUnixTimeMilliseconds(),
                ["certificateStatus"] = certificate.Status,
                ["awsAccountId"] = Arns.Account,
                ["certificateRegistrationTimestamp"] = certificate.Created.ToUnixTimeMilliseconds(),
            },
        };
}
