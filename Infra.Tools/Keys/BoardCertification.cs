using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Keys;
using Infra.Pki;

namespace Infra.Tools.Keys;

/// <summary>A board's certificate, and what AWS IoT made of it.</summary>
/// <param name="Request">PEM; null where the board certified itself.</param>
/// <param name="Certificate">The board has stored it.</param>
/// <param name="Authorized">Null where AWS was not asked.</param>
internal sealed record CertifiedBoard(string? Request, X509Certificate2 Certificate, Authorized? Authorized);

/// <summary>Has a board's key certified by whom the person chose. Whoever it is, the board has stored the certificate before AWS IoT activates it.</summary>
/// <param name="wish">What the person asked for.</param>
/// <param name="steps">The board's part.</param>
/// <param name="registry">AWS IoT; null: offline.</param>
/// <param name="authority">The lab's CA; null: none was named.</param>
/// <param name="serverRoot">The endpoint's root, for the board; null: it keeps the one it has.</param>
/// <param name="clock">Dates the certificate.</param>
internal sealed class BoardCertification(
    BoardWish wish, BoardProvisioning steps, BoardRegistry? registry, SoftwareAuthority? authority, X509Certificate2? serverRoot, TimeProvider clock)
{
    public Task<CertifiedBoard> CertifyAsync(DeviceKey key, CancellationToken cancellation) => wish.Issuer switch
    {
        BoardIssuer.Self => ByItselfAsync(key, cancellation),
        BoardIssuer.Aws => ByAwsAsync(key, cancellation),
        _ => ByTheLabAsync(key, cancellation),
    };

    private async Task<CertifiedBoard> ByItselfAsync(DeviceKey key, CancellationToken cancellation)
    {
        var own = steps.TakeOwnCertificate(key);
        return new(null, own, await RegisterAsync(own, ca: null, withoutCa: true, () => steps.StoreRoot(serverRoot), cancellation));
    }

    private async Task<CertifiedBoard> ByAwsAsync(DeviceKey key, CancellationToken cancellation)
    {
        var request = steps.TakeRequest(key);
        X509Certificate2? issued = null;
        var authorized = await registry!.CertifyAsync(wish.Thing, request, wish.Policy, pem => steps.Store(issued = Pem.Certificates(pem)[0], key, serverRoot), cancellation);
        return new(request, issued!, authorized);
    }

    private async Task<CertifiedBoard> ByTheLabAsync(DeviceKey key, CancellationToken cancellation)
    {
        var request = steps.TakeRequest(key);
        var validity = ValidityPeriod.FromNow(clock, wish.Life).CappedAt(authority!.NotAfter);
        var certificate = Pem.Certificates(authority.SignRequest(Pem.Request(request), CertificateProfile.Device, validity).CertificatePem)[0];
        using var issuing = Pem.Certificates(authority.CertificatePem)[0];
        return new(request, certificate, await RegisterAsync(certificate, issuing, wish.WithoutCa, () => steps.Store(certificate, key, serverRoot), cancellation));
    }

    private async Task<Authorized?> RegisterAsync(X509Certificate2 certificate, X509Certificate2? ca, bool withoutCa, Action store, CancellationToken cancellation)
    {
        if (registry is not null) { return await registry.AuthorizeAsync(wish.Thing, certificate, ca, withoutCa, wish.Policy, store, cancellation); }
        store();
        return null;
    }
}
