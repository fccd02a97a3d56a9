namespace Infra.Pki.Ocsp;

/// <summary>What every OCSP responder on HTTP needs (RFC 6960 appendix A): POST with the request as body, and GET with the request in the path.</summary>
public static class OcspOverHttp
{
    /// <summary>Media type of an answer.</summary>
    public const string ResponseType = "application/ocsp-response";

    /// <summary>The largest request that is worth reading. One about a single certificate is below 200 bytes; a few hundred certificates fit in this.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>DER of the request in a GET's path; empty when there is none. Its base64 may hold slashes itself, and may stand below the path of the responder's URL.</summary>
    public static ReadOnlyMemory<byte> RequestIn(string path)
    {
        const byte sequence = 0x30;
        var text = Uri.UnescapeDataString(path);
        var der = new byte[text.Length];
        for (var start = 0; ; start = text.IndexOf('/', start) + 1)
        {
            if (Convert.TryFromBase64String(text[start..], der, out var length) && length > 0 && der[0] == sequence) { return der.AsMemory(0, length); }
            if (!text.AsSpan(start).Contains('/')) { return default; }
        }
    }
}
