using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Local.Sqs;

/// <summary>The MD5 digests by which SDKs see whether a message came whole (SQS Developer Guide, "Calculating the MD5 message digest for message attributes").</summary>
internal static class MessageDigests
{
#pragma warning disable CA5351 // the protocol's own checksum, no protection
    public static string OfBody(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    public static string OfAttributes(IEnumerable<KeyValuePair<string, MessageAttribute>> attributes)
    {
        const byte asString = 1;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, attribute) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(name);
            Append(attribute.Type);
            hash.AppendData([asString]);
            Append(attribute.Value);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
#pragma warning restore CA5351
}
