using System.Text;
using System.Text.Json;
using Infra.Lambdas.Telemetry;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>A log that a test can read.</summary>
internal sealed class LogReader(string handler, MemoryStream output)
{
    public FunctionLog Log(TimeProvider time) => new("widgiot", handler, output, time);

    public string Text => Encoding.UTF8.GetString(output.ToArray());

    public IReadOnlyList<JsonElement> Lines =>
        [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public IEnumerable<string?> Outcomes => Lines.Select(line => line.GetProperty("outcome").GetString());
}
