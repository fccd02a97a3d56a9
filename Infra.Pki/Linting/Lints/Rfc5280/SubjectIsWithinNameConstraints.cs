using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki.Linting.Lints.Rfc5280;

/// <summary>An authority signs a forbidden name as happily as any other, and every reader refuses what it signed.</summary>
internal sealed class SubjectIsWithinNameConstraints : ICertificateLint
{
    private const string EmailAddress = "1.2.840.113549.1.9.1";

    public string Rule => "the subject is one that the name constraints of every authority above permit";

    public string Citation => "RFC 5280 4.2.1.10";

    public string? Check(LintSubject certificate)
    {
        var subject = certificate.Subject;
        return certificate.ImposedConstraints.Select(imposed => imposed switch
        {
            _ when !imposed.Names.Permits(subject) =>
                $"subject '{subject.Name}' is not within the name constraints of '{imposed.Authority.Name}' ({imposed.Names}); ask for a permitted one",
            // An address in the subject counts as one where no rfc822Name stands in the subjectAltName, says the RFC.
            _ when imposed.Names.OtherForms.Contains(X509GeneralName.Rfc822Name) && HasEmailAddress(subject) =>
                $"subject '{subject.Name}' has an e-mail address, which '{imposed.Authority.Name}' constrains and nobody here judges; leave it out",
            _ => null,
        }).FirstOrDefault(finding => finding is not null);
    }

    private static bool HasEmailAddress(X500DistinguishedName subject) => subject
        .EnumerateRelativeDistinguishedNames().Any(part => part.HasMultipleElements || part.GetSingleElementType().Value == EmailAddress);
}
