namespace Infra.Identity;

/// <summary>Which signatures are believed, on requests, on certificates and on lists.</summary>
public static class SignatureAlgorithms
{
    /// <summary>RSA (PKCS#1 v1.5) or ECDSA over SHA-256, SHA-384 or SHA-512: what AWS signs with. Collisions can be made for MD5 and SHA-1 (NIST SP 800-131A Rev. 2, 9).</summary>
    public static bool IsStrong(string? oid) => oid
        is Oids.Sha256WithRsa or Oids.Sha384WithRsa or Oids.Sha512WithRsa
        or Oids.EcdsaWithSha256 or Oids.EcdsaWithSha384 or Oids.EcdsaWithSha512;
}
