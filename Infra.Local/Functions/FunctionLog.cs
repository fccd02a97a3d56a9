using System.Globalization;
using Infra.Local.Iam;
using Infra.Local.Logs;

namespace Infra.Local.Functions;

/// <summary>
/// The log stream of one environment. It is written under the function's role: what the role does not allow is lost, and neither the
/// function nor its caller hears of it, as with Lambda.
/// </summary>
internal sealed class FunctionLog(FunctionSettings function, LogGroup group, DeployedIam iam)
{
    private readonly Caller role = iam.Role(function.RoleArn, function.Name);
    private volatile bool created;

    /// <summary>The stream's name.</summary>
    public string Stream { get; } = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy/MM/dd}/[$LATEST]{Guid.NewGuid():N}");

    public void Append(string? line)
    {
        if (line is null) { return; }
        created = created || May("logs:CreateLogStream");
        if (created && May("logs:PutLogEvents")) { group.Append(Stream, line); }
    }

    private bool May(string action) =>
        iam.Allows(role, action, $"{group.Arn}:log-stream:{Stream}", RequestContext.Of(("aws:RequestedRegion", function.Region)));
}
