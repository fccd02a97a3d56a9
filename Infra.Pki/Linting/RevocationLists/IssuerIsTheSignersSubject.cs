using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

internal sealed class IssuerIsTheSignersSubject : IRevocationListLint
{
    public string Rule => "the issuer's name is byte for byte the subject of the certificate that signs";

    public string Citation => "RFC 5280 5.1.2.3";

    public string? Check(RevocationListContents list, IssuerFacts issuer) =>
        list.IssuerDer.AsSpan().SequenceEqual(issuer.SubjectDer.AsSpan()) ? null : "issuer is not the signer's name";
}
