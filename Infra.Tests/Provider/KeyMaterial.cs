using System.Security.Cryptography;
using Infra.Pki;
using Pulumi.Experimental;

namespace Infra.Tests.Provider;

/// <summary>A private key in every spelling that a leak could have, and the search for them.</summary>
internal sealed class KeyMaterial
{
    private readonly HashSet<string> _spellings = new(StringComparer.Ordinal);

    /// <summary>The private number in hex, and in base64 wherever it begins in its group of three bytes. The public half is no secret.</summary>
    public void Add(string privateKeyPem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(privateKeyPem);
        var number = key.ExportParameters(includePrivateParameters: true).D!;
        _spellings.Add(Convert.ToHexString(number));
        _spellings.Add(Convert.ToHexStringLower(number));
        for (var skip = 0; skip < 3; skip++) { _spellings.Add(Convert.ToBase64String(number.AsSpan(skip, 27))); }
    }

    public void Add(SigningKey key) => Add(key.ExportPrivateKeyPem());

    public bool IsKnown => _spellings.Count > 0;

    public bool IsIn(string? text)
    {
        if (text is null) { return false; }
        var unbroken = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        return _spellings.Any(spelling => unbroken.Contains(spelling, StringComparison.Ordinal));
    }

    /// <summary>Where it stands unencrypted: the engine encrypts what is marked as secret, with all below it.</summary>
    public bool IsOpenlyIn(PropertyValue value) => !value.IsSecret && value.Match(
        () => false,
        _ => false,
        _ => false,
        IsIn,
        list => list.Any(IsOpenlyIn),
        map => map.Values.Any(IsOpenlyIn),
        _ => false,
        _ => false,
        _ => false,
        () => false);
}
