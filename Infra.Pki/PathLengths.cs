using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>
/// How many authorities may follow below others (RFC 5280 4.2.1.9). An authority's certificate for itself, as it makes one for a new key, is no level more
/// and is not counted (RFC 5280 6.1.4 (l)).
/// </summary>
internal static class PathLengths
{
    public static bool IsSelfIssued(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>What a certificate sets; null: no limit.</summary>
    public static int? Of(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault() is { HasPathLengthConstraint: true, PathLengthConstraint: var length } ? length : null;

    /// <summary>What is left below the first, by its own limit and by those above it; null: any number.</summary>
    public static int? Left(ReadOnlySpan<X509Certificate2> ownFirst)
    {
        int? left = null;
        for (var i = ownFirst.Length - 1; i >= 0; i--)
        {
            // A root is self-issued, so it takes nothing from itself.
            if (!IsSelfIssued(ownFirst[i])) { left--; }
            if (Of(ownFirst[i]) is { } own && !(left < own)) { left = own; }
        }

        return left;
    }

    /// <summary>How many of the certificates count against a limit above them.</summary>
    public static int Counted(ReadOnlySpan<X509Certificate2> below)
    {
        var counted = 0;
        foreach (var certificate in below) { counted += IsSelfIssued(certificate) ? 0 : 1; }
        return counted;
    }
}
