using System.Collections.Immutable;
using Infra.Pki.Linting.Lints.House;
using Infra.Pki.Linting.Lints.Rfc5280;
using Infra.Pki.Linting.Lints.Rfc6960;

namespace Infra.Pki.Linting;

/// <summary>Every lint there is, and the one way to apply them.</summary>
internal static class CertificateLints
{
    public static ImmutableArray<ICertificateLint> All { get; } =
    [
        new VersionIsThree(),
        new SerialNumberIsPositiveAndShort(),
        new SerialNumberIsUnguessable(),
        new SubjectIsNamed(),
        new IssuerIsTheSignersSubject(),
        new ValidityIsEncodedByYear(),
        new ValidityEndsWithinTheIssuers(),
        new BasicConstraintsAreCritical(),
        new PathLengthIsForAuthorities(),
        new PathLengthFitsBelowTheIssuer(),
        new KeyUsageIsCriticalAndFits(),
        new SubjectKeyIsIdentified(),
        new AuthorityKeyIsIdentified(),
        new SubjectKeyIsStrong(),
        new SignatureIsStrong(),
        new NameConstraintsAreCriticalInAuthorities(),
        new SubjectIsWithinNameConstraints(),
        new AlternativeNamesAreWithinNameConstraints(),
        new HostAsCommonNameIsWithinNameConstraints(),
        new InformationAccessIsNotCritical(),
        new OcspSignerNeedsNoStatus(),
    ];

    /// <summary>Every broken rule, with its citation.</summary>
    public static IReadOnlyList<string> Findings(byte[] toBeSigned, IssuerFacts? issuer)
    {
        var subject = LintSubject.Decode(toBeSigned, issuer);
        return
        [
            .. All.Select(lint => (lint.Citation, Finding: lint.Check(subject)))
                .Where(result => result.Finding is not null)
                .Select(result => $"{result.Finding} ({result.Citation})"),
        ];
    }

    /// <summary>Throws one exception that names every broken rule.</summary>
    public static void Require(byte[] toBeSigned, IssuerFacts? issuer)
    {
        if (Findings(toBeSigned, issuer) is { Count: > 0 } findings)
        {
            throw new PkiException(PkiErrors.LintFailed, $"the certificate is not signed: {string.Join("; ", findings)}");
        }
    }
}
