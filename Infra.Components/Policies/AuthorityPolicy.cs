using Infra.Identity.Aws;
using Pulumi;

namespace Infra.Components.Policies;

/// <summary>The resource policy of a CA that another account may issue device certificates with.</summary>
internal static class AuthorityPolicy
{
    /// <summary>
    /// ACM PCA takes no policy of another structure than that of its user guide ("Resource-based policies"): one account, these actions, one template.
    /// The account's own roles still need a policy of theirs. More accounts, or an organization, are for AWS RAM.
    /// </summary>
    public static PolicyDocument SharingWith(string account, Output<string> authorityArn, Output<string> deviceTemplateArn) => AwsAccount.IsId(account)
        ? new(
            new Statement
            {
                Sid = "TheOtherAccountReadsTheAuthority",
                Principal = Principal.OfArn(account),
                Action =
                [
                    Actions.AcmPca.DescribeCertificateAuthority, Actions.AcmPca.GetCertificate, Actions.AcmPca.GetCertificateAuthorityCertificate,
                    Actions.AcmPca.ListPermissions, Actions.AcmPca.ListTags,
                ],
                Resource = [authorityArn],
            },
            new Statement
            {
                Sid = "TheOtherAccountIssuesDeviceCertificates",
                Principal = Principal.OfArn(account),
                Action = [Actions.AcmPca.IssueCertificate],
                Resource = [authorityArn],
                Condition = Conditions.Of(("StringEquals", "acm-pca:TemplateArn", deviceTemplateArn)),
            })
        : throw new ComponentException(ComponentCodes.AuthorityShareInvalid, $"'{account}' is no account id to share the CA with; give its 12 digits");
}
