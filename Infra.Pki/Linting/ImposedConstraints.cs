using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki.Linting;

/// <summary>The name constraints of one authority above a certificate, which bind it as much as its issuer's do.</summary>
/// <param name="Authority">Whose they are.</param>
/// <param name="Names">What it permits and excludes.</param>
internal sealed record ImposedConstraints(X500DistinguishedName Authority, NameConstraints Names)
{
    /// <summary>Those of every authority that has any.</summary>
    public static ImmutableArray<ImposedConstraints> Of(ReadOnlySpan<X509Certificate2> authorities)
    {
        var imposed = ImmutableArray.CreateBuilder<ImposedConstraints>();
        foreach (var authority in authorities)
        {
            if (authority.Extensions.FirstOrDefault(extension => extension.Oid?.Value == CertificateExtensionOids.NameConstraints) is { } extension)
            {
                imposed.Add(new ImposedConstraints(authority.SubjectName, Read(authority, extension.RawData)));
            }
        }

        return imposed.DrainToImmutable();
    }

    private static NameConstraints Read(X509Certificate2 authority, byte[] der)
    {
        try
        {
            return NameConstraintsDer.Read(der);
        }
        catch (AsnContentException e)
        {
            throw new PkiException(PkiErrors.ChainBroken,
                $"the name constraints of '{authority.Subject}' cannot be read, so nobody can tell what it may issue (RFC 5280 4.2.1.10): {e.Message.TrimEnd('.')}; have it certified anew", e);
        }
    }
}
