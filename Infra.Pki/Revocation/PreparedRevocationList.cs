namespace Infra.Pki.Revocation;

/// <summary>A revocation list that passed every lint and waits for its one signature.</summary>
public sealed class PreparedRevocationList
{
    private int _redeemed;

    internal PreparedRevocationList(SoftwareAuthority issuer, byte[] toBeSigned)
    {
        Issuer = issuer;
        ToBeSigned = toBeSigned;
    }

    /// <summary>DER of the TBSCertList: exactly the bytes that will be signed.</summary>
    public ReadOnlyMemory<byte> ToBeSignedDer => ToBeSigned;

    internal SoftwareAuthority Issuer { get; }

    internal byte[] ToBeSigned { get; }

    /// <summary>True for the first caller only.</summary>
    internal bool Redeem() => Interlocked.Exchange(ref _redeemed, 1) == 0;
}
