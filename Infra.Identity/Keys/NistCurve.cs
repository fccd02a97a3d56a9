using System.Globalization;
using System.Numerics;

namespace Infra.Identity.Keys;

/// <summary>
/// y² = x³ - 3x + b over a prime field (FIPS 186-4, D.1.2). Their cofactor is 1, so a point on the curve is a valid public key (SP 800-56A revision 3,
/// 5.6.2.3.4): no multiplication by the order is needed, which is what makes OpenSSL's own check fifty times slower. Public values only: time tells nothing.
/// </summary>
internal sealed class NistCurve
{
    private static readonly NistCurve _p256 = new(
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
        "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    private static readonly NistCurve _p384 = new(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
        "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF");

    private static readonly NistCurve _p521 = new(
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00");

    private readonly BigInteger _prime;
    private readonly BigInteger _b;

    private NistCurve(string prime, string b) => (_prime, _b) = (Hex(prime), Hex(b));

    /// <summary>Whether an uncompressed point, without its 04, lies on the curve of this kind of key.</summary>
    public static bool Holds(KeyKind kind, ReadOnlySpan<byte> coordinates)
    {
        var curve = kind switch
        {
            KeyKind.P256 => _p256,
            KeyKind.P384 => _p384,
            KeyKind.P521 => _p521,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no elliptic curve"),
        };
        var half = coordinates.Length / 2;
        var x = new BigInteger(coordinates[..half], isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(coordinates[half..], isUnsigned: true, isBigEndian: true);
        return x < curve._prime && y < curve._prime && ((y * y) - (((x * x) - 3) * x) - curve._b) % curve._prime == BigInteger.Zero;
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
