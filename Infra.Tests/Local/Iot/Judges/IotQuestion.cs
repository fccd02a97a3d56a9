using System.Text.Json.Nodes;
using Infra.Local.Iot.Policies;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Iot.Judges;

/// <summary>One question to an evaluator of IoT policies.</summary>
/// <param name="Policies">The documents.</param>
/// <param name="Device">Who asks.</param>
/// <param name="Action">Such as <c>iot:Publish</c>.</param>
/// <param name="Resource">Without the ARN before it, such as <c>topic/a</c>.</param>
internal sealed record IotQuestion(IReadOnlyList<string> Policies, TestDevice Device, string Action, string Resource)
{
    public const string Arn = "arn:aws:iot:us-east-1:123456789012:";

    /// <summary>What the local cloud decides.</summary>
    public IotDecision Decision =>
        IotPolicyEvaluator.Evaluate(Policies.Select(IotPolicyDocument.Parse), Action, Arn + Resource, Device.Context);

    /// <summary>What @cloud-copilot/iam-simulate decides, one decision per question.</summary>
    public static async Task<IReadOnlyList<IotDecision>> JudgedAsync(IEnumerable<IotQuestion> questions)
    {
        var decisions = await NodeJudge.AskAsync<string[]>("iot-simulate.mjs", questions.Select(question => new
        {
            policies = question.Policies.Select(policy => JsonNode.Parse(policy)),
            action = question.Action,
            resource = Arn + question.Resource,
            context = question.Device.Keys,
        }));
        return [.. decisions.Select(decision => decision switch
        {
            "Allowed" => IotDecision.Allow,
            "ImplicitlyDenied" => IotDecision.ImplicitDeny,
            "ExplicitlyDenied" => IotDecision.ExplicitDeny,
            _ => throw new InvalidOperationException($"the judge says '{decision}'"),
        })];
    }

    public override string ToString() => $"{Device.ClientId}{(Device.Attached is null ? " (not attached)" : "")} {Action} {Resource} under {string.Join(" and ", Policies)}";
}
