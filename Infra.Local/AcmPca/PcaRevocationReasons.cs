using Infra.Local.Aws;
using Infra.Pki.Revocation;

namespace Infra.Local.AcmPca;

/// <summary>ACM PCA's names of the reasons of RFC 5280 5.3.1 (RevokeCertificate).</summary>
internal static class PcaRevocationReasons
{
    public static RevocationReason Parse(string name) => name switch
    {
        "UNSPECIFIED" => RevocationReason.Unspecified,
        "KEY_COMPROMISE" => RevocationReason.KeyCompromise,
        "CERTIFICATE_AUTHORITY_COMPROMISE" => RevocationReason.CaCompromise,
        "AFFILIATION_CHANGED" => RevocationReason.AffiliationChanged,
        "SUPERSEDED" => RevocationReason.Superseded,
        "CESSATION_OF_OPERATION" => RevocationReason.CessationOfOperation,
        "PRIVILEGE_WITHDRAWN" => RevocationReason.PrivilegeWithdrawn,
        "A_A_COMPROMISE" => RevocationReason.AaCompromise,
        _ => throw new AwsException(400, "ValidationException", $"RevocationReason '{name}' is none; choose UNSPECIFIED, KEY_COMPROMISE, CERTIFICATE_AUTHORITY_COMPROMISE, "
            + "AFFILIATION_CHANGED, SUPERSEDED, CESSATION_OF_OPERATION, PRIVILEGE_WITHDRAWN or A_A_COMPROMISE"),
    };
}
