namespace Infra.Pki;

/// <summary>
/// A certificate that passed every lint and waits for its one signature. Whoever must leave a record writes it now:
/// the unsigned truth is on file before the signature exists.
/// </summary>
public sealed class PreparedCertificate
{
    private int _redeemed;

    internal PreparedCertificate(SoftwareAuthority issuer, byte[] toBeSigned, string serialNumber)
    {
        Issuer = issuer;
        ToBeSigned = toBeSigned;
        SerialNumber = serialNumber;
    }

    /// <summary>DER of the TBSCertificate: exactly the bytes that will be signed.</summary>
    public ReadOnlyMemory<byte> ToBeSignedDer => ToBeSigned;

    /// <summary>Upper-case hex.</summary>
    public string SerialNumber { get; }

    internal SoftwareAuthority Issuer { get; }

    internal byte[] ToBeSigned { get; }

    /// <summary>True for the first caller only.</summary>
    internal bool Redeem() => Interlocked.Exchange(ref _redeemed, 1) == 0;
}
