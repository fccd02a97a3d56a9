using Infra.Components.Policies;
using Pulumi;

namespace Infra.Components;

/// <summary>What issues device certificates: a region's CA, or the generation of it that issues now.</summary>
public interface IIssuingAuthority
{
    /// <summary>The CA's ARN; once it has a parent, known only after its activation.</summary>
    Output<string> AuthorityArn { get; }

    /// <summary>ARN of the template that device certificates are issued by: no CA, client authentication only, whatever the CSR asks for.</summary>
    Output<string> DeviceTemplateArn { get; }

    /// <summary>The CA's certificate, PEM; null while it waits for its parent.</summary>
    Output<string>? CertificatePem { get; }

    /// <summary>Lets an issuer have device certificates made, by <see cref="DeviceTemplateArn"/> only.</summary>
    AccessGrant GrantIssue(IGrantee grantee);
}
