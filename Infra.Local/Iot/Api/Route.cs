using System.Text.Json.Nodes;
using Infra.Local.Iam;

namespace Infra.Local.Iot.Api;

/// <summary>
/// One operation of the API: where it is (the service model's method and path), which resources its IAM action <c>iot:{Operation}</c> is checked
/// on (the service authorization reference; none means <c>*</c>), and what it does.
/// </summary>
internal sealed record Route(string Operation, string Method, string Path, Func<IotRequest, JsonObject?> Answer)
{
    private readonly string[] segments = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Resource parts of the ARNs that the caller must be allowed on, e.g. <c>thing/lamp</c>. Default: <c>*</c>.</summary>
    public Func<IotRequest, IEnumerable<string>>? On { get; init; }

    /// <summary>Condition keys that the action brings. Default: none.</summary>
    public Func<IotRequest, RequestContext>? Conditions { get; init; }

    /// <summary>How specific the path is: fixed segments win over labels (<c>/things/{name}</c> never hides a fixed path).</summary>
    public int FixedSegments => segments.Count(segment => !segment.StartsWith('{'));

    /// <summary>The values of the path's labels; null when the request is not for this operation.</summary>
    public Dictionary<string, string>? Match(string method, IReadOnlyList<string> path)
    {
        if (method != Method || path.Count != segments.Length) { return null; }
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].StartsWith('{')) { labels[segments[i][1..^1]] = path[i]; }
            else if (segments[i] != path[i]) { return null; }
        }
        return labels;
    }

    /// <summary>Throws AccessDeniedException unless the caller may.</summary>
    public void Authorize(IotRequest request)
    {
        var conditions = Conditions?.Invoke(request);
        if (On is null)
        {
            request.Call.Require($"iot:{Operation}", "*", conditions);
            return;
        }
        foreach (var resource in On(request)) { request.Call.Require($"iot:{Operation}", request.Region.Arn(resource), conditions); }
    }
}
