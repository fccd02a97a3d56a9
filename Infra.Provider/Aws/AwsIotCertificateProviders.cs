using Amazon.IoT;
using Amazon.IoT.Model;
using Infra.Provider.Ports;

namespace Infra.Provider.Aws;

/// <summary>The certificate providers as AWS IoT keeps them.</summary>
public sealed class AwsIotCertificateProviders(IAmazonIoT iot) : ICertificateProviders
{
    // The one operation that there is.
    private static List<string> Operations => ["CreateCertificateFromCsr"];

    public Task<SigningFunction?> FindAsync(string name, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            var answer = await iot.DescribeCertificateProviderAsync(new DescribeCertificateProviderRequest { CertificateProviderName = name }, cancellationToken);
            return new SigningFunction(answer.CertificateProviderName, answer.CertificateProviderArn, answer.LambdaFunctionArn);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }, cancellationToken);

    public Task<SigningFunction> CreateAsync(string name, string functionArn, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            var answer = await iot.CreateCertificateProviderAsync(
                new CreateCertificateProviderRequest { CertificateProviderName = name, LambdaFunctionArn = functionArn, AccountDefaultForOperations = Operations },
                cancellationToken);
            return new SigningFunction(answer.CertificateProviderName, answer.CertificateProviderArn, functionArn);
        }
        catch (ResourceAlreadyExistsException e)
        {
            throw new ProviderExistsException(e);
        }
        catch (LimitExceededException e)
        {
            throw new AnotherProviderException(e);
        }
    }, cancellationToken);

    public Task ChangeAsync(string name, string functionArn, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            return await iot.UpdateCertificateProviderAsync(
                new UpdateCertificateProviderRequest { CertificateProviderName = name, LambdaFunctionArn = functionArn, AccountDefaultForOperations = Operations },
                cancellationToken);
        }
        catch (ResourceNotFoundException e)
        {
            throw new ProviderNotFoundException(e);
        }
    }, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => AwsFaults.TranslateAsync(async () =>
    {
        try
        {
            await iot.DeleteCertificateProviderAsync(new DeleteCertificateProviderRequest { CertificateProviderName = name }, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // Gone is what was asked for.
        }

        return true;
    }, cancellationToken);
}
