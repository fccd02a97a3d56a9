namespace Infra.Provider.Ports;

/// <summary>The way to AWS, per region.</summary>
/// <param name="CaRegistry">AWS IoT in a region.</param>
/// <param name="PrivateCa">ACM Private CA in a region.</param>
/// <param name="CertificateProviders">AWS IoT's certificate providers in a region.</param>
public sealed record AwsPorts(
    Func<string, ICaRegistry> CaRegistry, Func<string, IPrivateCa> PrivateCa, Func<string, ICertificateProviders> CertificateProviders);
