using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Infra.Identity.Requests;

namespace Infra.Lambdas.IssuerAcmPca;

/// <summary>
/// The token under which ACM PCA takes two requests for one (for five minutes; at most 36 characters). The same for every retry of one
/// plan, another for every other device, CSR or plan.
/// </summary>
internal static class IdempotencyToken
{
    private const int Length = 32;

    public static string Of(CsrVerdict.Accepted csr, DateTimeOffset plannedAt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(csr.Device.ToString()));
        hash.AppendData([0]);
        hash.AppendData(csr.Der.Span);
        Span<byte> epoch = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(epoch, plannedAt.ToUnixTimeSeconds());
        hash.AppendData(epoch);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Length];
    }
}
