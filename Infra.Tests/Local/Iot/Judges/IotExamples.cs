using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Iot.Policies;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Iot.Judges;

/// <summary>What AWS's documentation says: <c>testdata/iot-policies/examples.json</c>.</summary>
internal static class IotExamples
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly ExamplesFile File = JsonSerializer.Deserialize<ExamplesFile>(Repository.Read("Infra.Tests", "testdata", "iot-policies", "examples.json"), Json)!;

    public static IReadOnlyList<IotExample> All => File.Examples;

    /// <summary>Each row of an example, and the decision that it has.</summary>
    public static IEnumerable<(IotQuestion Question, IotDecision Expected)> Rows(IotExample example) =>
        from row in example.Decisions
        let cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select (new IotQuestion([example.Policy.ToJsonString()], File.Devices[cells[0]], cells[1], cells[2]), Enum.Parse<IotDecision>(cells[3]));

    private sealed record ExamplesFile(IReadOnlyDictionary<string, TestDevice> Devices, IReadOnlyList<IotExample> Examples);
}

/// <summary>An example of the documentation.</summary>
/// <param name="Page">Where it is from.</param>
/// <param name="Says">What the page says about it.</param>
/// <param name="OnlyIot">Why IAM decides otherwise; null where it does not.</param>
/// <param name="Policy">A policy of its shape.</param>
/// <param name="Decisions">Rows of device, action, resource, decision.</param>
internal sealed record IotExample(Uri Page, string Says, string? OnlyIot, JsonNode Policy, IReadOnlyList<string> Decisions);
