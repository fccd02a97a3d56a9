namespace Infra.Identity.Requests;

/// <summary>At most one challengePassword and one extensionRequest ride along, and nothing in them asks for more than a device gets.</summary>
internal static class AttributeRules
{
    /// <summary>pkcs-9-ub-challengePassword of RFC 2985.</summary>
    private const int MaxChallengePassword = 255;

    public static CsrRefusal? Check(IReadOnlyList<RequestAttribute> attributes, out string? challengePassword)
    {
        challengePassword = null;
        if (attributes.DistinctBy(attribute => attribute.Oid).Count() != attributes.Count)
        {
            return CsrRefusal.AttributeUnexpected;
        }

        foreach (var attribute in attributes)
        {
            switch (attribute.Oid)
            {
                case Oids.ChallengePassword
                    when SubjectRules.ReadDirectoryString(attribute.Value) is { Length: >= 1 and <= MaxChallengePassword } password:
                    challengePassword = password;
                    break;
                case Oids.ExtensionRequest:
                    if (!ExtensionRules.AreHarmless(attribute.Value))
                    {
                        return CsrRefusal.ExtensionUnexpected;
                    }

                    break;
                default:
                    return CsrRefusal.AttributeUnexpected;
            }
        }

        return null;
    }
}
