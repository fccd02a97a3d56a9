using Amazon.IoT;
using Amazon.IoT.Model;
using Infra.Identity.Contracts;
using Infra.Provider.Ports;

namespace Infra.Provider.Aws;

/// <summary>The registry as AWS IoT keeps it.</summary>
public sealed class AwsIotCaRegistry(IAmazonIoT iot) : ICaRegistry
{
    /// <summary>The API's limit.</summary>
    private const int MostPerPage = 250;

    public Task<string> GetRegistrationCodeAsync(CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
        (await iot.GetRegistrationCodeAsync(new GetRegistrationCodeRequest(), cancellationToken)).RegistrationCode, cancellationToken);

    public Task<RegisteredCa> RegisterAsync(CaToRegister ca, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        var mode = ca.VerificationCertificatePem is null ? CertificateMode.SNI_ONLY : CertificateMode.DEFAULT;
        try
        {
            var answer = await iot.RegisterCACertificateAsync(
                new RegisterCACertificateRequest
                {
                    CaCertificate = ca.CertificatePem,
                    VerificationCertificate = ca.VerificationCertificatePem,
                    CertificateMode = mode,
                    SetAsActive = ca.Settings.IsActive,
                    AllowAutoRegistration = ca.Settings.AutoRegistration,
                    RegistrationConfig = ca.Settings.TemplateName is { } name ? new RegistrationConfig { TemplateName = name } : null,
                    Tags = [new Tag { Key = CaRegistrationTags.Owner, Value = ca.Owner }],
                },
                cancellationToken);
            return new RegisteredCa(answer.CertificateId, answer.CertificateArn, ca.CertificatePem, mode.Value, ca.Settings);
        }
        catch (ResourceAlreadyExistsException e)
        {
            throw new CaAlreadyRegisteredException(e);
        }
    }, cancellationToken);

    public Task<RegisteredCa?> FindAsync(string caCertificateId, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            var answer = await iot.DescribeCACertificateAsync(new DescribeCACertificateRequest { CertificateId = caCertificateId }, cancellationToken);
            var ca = answer.CertificateDescription;
            return new RegisteredCa(ca.CertificateId, ca.CertificateArn, ca.CertificatePem, ca.CertificateMode?.Value ?? CertificateMode.DEFAULT.Value,
                new CaSettings(
                    ca.Status == CACertificateStatus.ACTIVE,
                    ca.AutoRegistrationStatus == AutoRegistrationStatus.ENABLE,
                    answer.RegistrationConfig?.TemplateName));
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }, cancellationToken);

    public Task<string?> FindOwnerAsync(string caCertificateArn, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            // An AWS resource has 50 tags at most, which is one page or two.
            for (string? next = null; ;)
            {
                var page = await iot.ListTagsForResourceAsync(new ListTagsForResourceRequest { ResourceArn = caCertificateArn, NextToken = next }, cancellationToken);
                if ((page.Tags ?? []).Find(tag => tag.Key == CaRegistrationTags.Owner) is { } owner) { return owner.Value; }
                if (string.IsNullOrEmpty(page.NextToken)) { return null; }
                next = page.NextToken;
            }
        }
        catch (ResourceNotFoundException e)
        {
            throw new CaNotFoundException(e);
        }
    }, cancellationToken);

    public Task ChangeAsync(string caCertificateId, CaChange change, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            return await iot.UpdateCACertificateAsync(
                new UpdateCACertificateRequest
                {
                    CertificateId = caCertificateId,
                    NewStatus = change.IsActive switch
                    {
                        true => CACertificateStatus.ACTIVE,
                        false => CACertificateStatus.INACTIVE,
                        null => null,
                    },
                    NewAutoRegistrationStatus = change.AutoRegistration switch
                    {
                        true => AutoRegistrationStatus.ENABLE,
                        false => AutoRegistrationStatus.DISABLE,
                        null => null,
                    },
                    RegistrationConfig = change.TemplateName is { } name ? new RegistrationConfig { TemplateName = name } : null,
                    RemoveAutoRegistration = change.RemoveTemplate ? true : null,
                },
                cancellationToken);
        }
        catch (ResourceNotFoundException e)
        {
            throw new CaNotFoundException(e);
        }
    }, cancellationToken);

    public Task<DeviceCertificatePage> ListCertificatesAsync(string caCertificateId, string? marker, CancellationToken cancellationToken) =>
        AwsFaults.TranslateAsync(async () =>
        {
            try
            {
                var answer = await iot.ListCertificatesByCAAsync(
                    new ListCertificatesByCARequest { CaCertificateId = caCertificateId, Marker = marker, PageSize = MostPerPage }, cancellationToken);
                return new DeviceCertificatePage(
                    [.. (answer.Certificates ?? []).Select(certificate => new DeviceCertificate(certificate.CertificateId, certificate.Status == CertificateStatus.ACTIVE))],
                    string.IsNullOrEmpty(answer.NextMarker) ? null : answer.NextMarker);
            }
            catch (AmazonIoTException e) when (e.ErrorCode == nameof(ResourceNotFoundException))
            {
                // This operation does not declare the error, so the SDK has no type of it here.
                throw new CaNotFoundException(e);
            }
        }, cancellationToken);

    public Task DeleteAsync(string caCertificateId, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            await iot.DeleteCACertificateAsync(new DeleteCACertificateRequest { CertificateId = caCertificateId }, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // Gone is what was asked for.
        }

        return true;
    }, cancellationToken);
}
