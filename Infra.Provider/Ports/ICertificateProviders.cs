namespace Infra.Provider.Ports;

/// <summary>
/// AWS IoT's certificate providers in one region, of which an account has one at most. Trusted to say what there is, for nothing else. Any call may
/// also throw <see cref="TransientFaultException"/> or <see cref="AwsRefusalException"/>.
/// </summary>
public interface ICertificateProviders
{
    /// <summary>The provider of this name; null when there is none.</summary>
    Task<SigningFunction?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Has the function sign what CreateCertificateFromCsr asks for. Throws <see cref="ProviderExistsException"/> when a provider has the name, and
    /// <see cref="AnotherProviderException"/> when one of another name has the account's only place.
    /// </summary>
    Task<SigningFunction> CreateAsync(string name, string functionArn, CancellationToken cancellationToken);

    /// <summary>Has another function sign. Throws <see cref="ProviderNotFoundException"/> when there is no provider of this name.</summary>
    Task ChangeAsync(string name, string functionArn, CancellationToken cancellationToken);

    /// <summary>From then on Amazon's own CA signs. A provider that is gone already counts as deleted.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A certificate provider.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="FunctionArn">The function that signs.</param>
public sealed record SigningFunction(string Name, string Arn, string FunctionArn);

/// <summary>A provider of this name is there already.</summary>
public sealed class ProviderExistsException(Exception? cause = null) : Exception("a certificate provider of this name is there already", cause);

/// <summary>The account's only certificate provider in the region has another name.</summary>
public sealed class AnotherProviderException(Exception? cause = null) : Exception("the account has another certificate provider", cause);

/// <summary>There is no provider of this name.</summary>
public sealed class ProviderNotFoundException(Exception? cause = null) : Exception("there is no certificate provider of this name", cause);
