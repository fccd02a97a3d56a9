namespace Infra.Lambdas.Hosting;

/// <summary>
/// A header that must come once. REST APIs hand names on as the client wrote them, so they are compared without case; a header that comes
/// twice is refused, lest two readers choose different ones.
/// </summary>
internal static class SingleHeader
{
    /// <summary>The header's value; null if it is missing or comes more than once.</summary>
    public static string? Find(
        string name, IDictionary<string, string>? headers, IDictionary<string, IList<string>>? multiValueHeaders, out bool repeated)
    {
        List<string> values = multiValueHeaders is not null
            ? [.. from header in multiValueHeaders where Matches(header.Key) from value in header.Value ?? [] select value]
            : [.. from header in headers ?? new Dictionary<string, string>() where Matches(header.Key) select header.Value];
        repeated = values.Count > 1;
        return values.Count == 1 ? values[0] : null;

        bool Matches(string key) => key.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
