using System.Text.RegularExpressions;
using Infra.Local.Aws;

namespace Infra.Local.Functions;

/// <summary>Lambda's Invoke, so that a function can be tried by hand, or given an event again that it failed on.</summary>
internal sealed partial class LambdaService(DeployedFunctions functions, EventInvoker events) : IAwsService
{
    public string SigningName => "lambda";

    public AwsProtocol Protocol => AwsProtocol.RestJson;

    public async Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (call.Request.Method != "POST" || InvokePath().Match(call.Request.Path) is not { Success: true } path)
        {
            throw new AwsException(404, "ResourceNotFoundException", $"lambda has no operation at {call.Request.Method} {call.Request.Path} here");
        }
        var name = path.Groups["name"].Value;
        call.Require("lambda:InvokeFunction", name.StartsWith("arn:", StringComparison.Ordinal) ? name : Cloud.Arns.Of("lambda", call.Region, $"function:{name}"));
        var function = functions.Find(call.Region, name) ?? throw new AwsException(404, "ResourceNotFoundException", $"Function not found: {name}");
        if (call.Request.Headers["X-Amz-Invocation-Type"] == "Event")
        {
            events.Take(function, call.Body.IsEmpty ? "{}"u8.ToArray() : call.Body);
            return new(202, "application/json", default);
        }
        var result = await function.InvokeAsync(call.Body.IsEmpty ? "{}"u8.ToArray() : call.Body, cancellationToken);
        var headers = new Dictionary<string, string> { ["X-Amz-Executed-Version"] = "$LATEST" };
        if (result.Error is { } error) { headers["X-Amz-Function-Error"] = error; }
        return new(200, "application/json", result.Payload) { Headers = headers };
    }

    [GeneratedRegex("^/2015-03-31/functions/(?<name>[^/]+)/invocations$")]
    private static partial Regex InvokePath();
}
