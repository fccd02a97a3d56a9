using Infra.Pki.Revocation;

namespace Infra.Pki.Linting.RevocationLists;

internal sealed class TimesAreEncodedByYear : IRevocationListLint
{
    public string Rule => "dates through 2049 are UTCTime, later ones GeneralizedTime";

    public string Citation => "RFC 5280 5.1.2.4 to 5.1.2.6";

    public string? Check(RevocationListContents list, IssuerFacts issuer) =>
        list.TimesAreEncodedByYear ? null : "a date through 2049 is written as GeneralizedTime";
}
