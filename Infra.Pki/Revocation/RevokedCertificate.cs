namespace Infra.Pki.Revocation;

/// <summary>One entry of a revocation list.</summary>
/// <param name="SerialNumber">Upper-case hex, as on <see cref="IssuedCertificate"/>.</param>
/// <param name="RevokedAt">Since when, in whole seconds.</param>
/// <param name="Reason">Left out of the list when unspecified (RFC 5280 5.3.1).</param>
public sealed record RevokedCertificate(string SerialNumber, DateTimeOffset RevokedAt, RevocationReason Reason);
