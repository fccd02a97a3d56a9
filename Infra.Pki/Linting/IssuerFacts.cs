using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki.Linting;

/// <summary>What a lint must know about the issuer.</summary>
/// <param name="SubjectDer">DER of its name.</param>
/// <param name="KeyIdentifier">Its subjectKeyIdentifier; empty when its certificate has none.</param>
/// <param name="NotAfter">Its end.</param>
/// <param name="PathLength">How many authorities may follow, by its own limit and by those above it; null for any number.</param>
internal sealed record IssuerFacts(ImmutableArray<byte> SubjectDer, ImmutableArray<byte> KeyIdentifier, DateTimeOffset NotAfter, int? PathLength)
{
    /// <summary>The name constraints of the issuer and of each authority above it: all of them bind what it issues.</summary>
    public ImmutableArray<ImposedConstraints> NameConstraints { get; init; } = [];

    /// <param name="ownFirst">The issuer's certificate, then those of the authorities above it as far as they are known.</param>
    public static IssuerFacts Of(params ReadOnlySpan<X509Certificate2> ownFirst)
    {
        var certificate = ownFirst[0];
        var keyId = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().SingleOrDefault();
        return new IssuerFacts(
            [.. certificate.SubjectName.RawData],
            keyId is null ? [] : [.. keyId.SubjectKeyIdentifierBytes.Span],
            certificate.NotAfter.ToUniversalTime(),
            PathLengths.Left(ownFirst))
        {
            NameConstraints = ImposedConstraints.Of(ownFirst),
        };
    }
}
