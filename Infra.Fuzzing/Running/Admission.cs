using System.Security.Cryptography;
using System.Text;
using Infra.Fuzzing.Der;
using Infra.Fuzzing.Requests;
using Infra.Identity.Contracts;
using Infra.Lambdas.Authorizer;

namespace Infra.Fuzzing.Running;

/// <summary>
/// Judges an admission with nothing of the authorizer's own: another DER reader, the keys as the platform imports them. It knows only the three things
/// that must hold of every admitted request, however it was mutated.
/// </summary>
internal static class Admission
{
    private static readonly byte[] _commonName = Convert.FromHexString("550403");
    private static readonly byte[] _rsaEncryption = Convert.FromHexString("2A864886F70D010101");

    /// <summary>What is wrong with an admission; null if nothing is.</summary>
    public static string? Fault(RequestAuthorizerEvent @event, string principal, SeedRegistry registry)
    {
        if (@event.MultiValueHeaders?.Where(header => header.Key.Equals(HeaderNames.DeviceCsr, StringComparison.OrdinalIgnoreCase))
                .SelectMany(header => header.Value ?? []).ToList() is not [var header])
        {
            header = @event.MultiValueHeaders is null ? @event.Headers?.Values.SingleOrDefault() : null;
        }

        if (header is null || SeedRequest.DerOf(header) is not { } der)
        {
            return "there was not exactly one header, in base64";
        }

        if (DerElement.Read(der) is not { Children: [{ Children: [_, var subject, var key, ..] } info, { Children: [var algorithm, ..] }, var signature] })
        {
            return "it is not one request in DER";
        }

        var names = subject.Walk().Where(part => part.Element.Content.AsSpan().SequenceEqual(_commonName))
            .Select(part => Encoding.UTF8.GetString(part.Parent!.Children![^1].Content)).ToList();
        return !names.SequenceEqual([principal]) ? $"it names {string.Join(" and ", names)}, admitted was {principal}"
            : registry.KeyOf(principal) is not { } recorded || !key.Write().AsSpan().SequenceEqual(recorded) ? $"its key is not the recorded one of {principal}"
            : !IsSigned(info.Write(), algorithm.Content, [.. signature.Prefix, .. signature.IsValue ? signature.Content : signature.Children!.SelectMany(part => part.Write())], recorded)
                ? "its signature is not that key's"
            : null;
    }

    private static bool IsSigned(byte[] data, byte[] algorithm, byte[] signature, byte[] key)
    {
        // The last arc of sha256WithRSAEncryption to sha512 is 11 to 13, of ecdsa-with-SHA256 to SHA512 2 to 4.
        var hash = algorithm[^1] switch { 0x02 or 0x0b => HashAlgorithmName.SHA256, 0x03 or 0x0c => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        if (key.AsSpan().IndexOf(_rsaEncryption) >= 0)
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(key, out _);
            return rsa.VerifyData(data, signature.AsSpan(1), hash, RSASignaturePadding.Pkcs1);
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key, out _);
        return ecdsa.VerifyData(data, signature.AsSpan(1), hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
